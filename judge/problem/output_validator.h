#ifndef ASSAY_JUDGE_PROBLEM_OUTPUT_VALIDATOR_H_
#define ASSAY_JUDGE_PROBLEM_OUTPUT_VALIDATOR_H_

#include <vector>

#include "judge/problem/package_program.h"

namespace assay::judge {

// How a validator, checker or interactor is called and says what it found.
enum class ValidatorProtocol {
  // `input answer feedback_dir/ args... < output`; 42 accepts, 43 rejects (the ICPC package
  // format).
  kIcpc,
  // `input output answer`; 0 ok, 1 wa, 2 pe, 3 fail, 7 points (testlib.h).
  kTestlib,
  // `input output answer`; 0 accepts, 1 rejects (DMOJ's "default").
  kExitCode,
  // As kTestlib, but 7 with "partial X/Y" on standard error (DMOJ's "coci").
  kCoci,
};

// What decides whether an output is right.
struct OutputValidator {
  ValidatorProtocol protocol = ValidatorProtocol::kIcpc;
  // All of them must accept. Empty: the default validator, with ValidatorFlags.
  std::vector<PackageProgram> programs = {};

  bool is_default() const { return programs.empty(); }
  friend bool operator==(const OutputValidator&, const OutputValidator&) = default;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_OUTPUT_VALIDATOR_H_
