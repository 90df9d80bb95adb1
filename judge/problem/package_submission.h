#ifndef ASSAY_JUDGE_PROBLEM_PACKAGE_SUBMISSION_H_
#define ASSAY_JUDGE_PROBLEM_PACKAGE_SUBMISSION_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "judge/problem/package_program.h"

namespace assay::judge {

// What packages tell verdicts apart by. The ICPC format knows the first four, and counts memory and
// output limits as run time errors.
enum class ExpectedVerdict {
  kAccepted,
  kWrongAnswer,
  kTimeLimit,
  kRunTimeError,
  kMemoryLimit,
  kOutputLimit,
  kCompileError,
};

// A set of them. A value.
class VerdictSet {
 public:
  VerdictSet() = default;
  VerdictSet(std::initializer_list<ExpectedVerdict> verdicts) {
    for (const ExpectedVerdict verdict : verdicts) Add(verdict);
  }
  static VerdictSet All() {
    VerdictSet all = {};
    all.bits_ = (1U << (static_cast<unsigned>(ExpectedVerdict::kCompileError) + 1)) - 1;
    return all;
  }
  void Add(ExpectedVerdict verdict) { bits_ |= Bit(verdict); }
  void Remove(ExpectedVerdict verdict) { bits_ &= ~Bit(verdict); }
  bool Contains(ExpectedVerdict verdict) const { return (bits_ & Bit(verdict)) != 0; }
  friend bool operator==(const VerdictSet&, const VerdictSet&) = default;

 private:
  static unsigned Bit(ExpectedVerdict verdict) { return 1U << static_cast<unsigned>(verdict); }
  unsigned bits_ = 0;
};

// What must hold for a submission that comes with the package. All of a submission's hold together.
struct Expectation {
  enum class TimeLimitUse {
    // As `permitted` and `required` say: see below.
    kAsExpected,
    kNone,
    kLower,
    kUpper,
  };
  // The tests that this is about: a pattern (see glob.h) for names of tests and groups. Empty: all.
  std::string tests = {};
  // Every one of these tests has one of these verdicts, ...
  VerdictSet permitted = VerdictSet::All();
  // ... and at least one has one of these.
  VerdictSet required = VerdictSet::All();
  // The submission's verdict (not a single test's) is one of these.
  VerdictSet total = VerdictSet::All();
  // The score of the submission, or of the group `tests`, from and to, both included.
  std::optional<std::pair<double, double>> score = {};
  // Accepted, but with less than the best score.
  bool partial = false;
  // Is part of the validator's message (judgemessage.txt) for at least one of the tests.
  std::string message = {};
  TimeLimitUse time_limit_use = TimeLimitUse::kAsExpected;
  friend bool operator==(const Expectation&, const Expectation&) = default;
};

// Whether the slowest of the expectation's tests bounds the time limit from below, as they must not
// be too slow; or from above, as one of them must ("Timelimit inference" of the ICPC package format
// 2025-09).
bool BoundsFromBelow(const Expectation& expectation);
bool BoundsFromAbove(const Expectation& expectation);

// A submission that comes with the package, to check the package with.
struct PackageSubmission {
  PackageProgram program = {};
  // The name within the package: "accepted/a.cpp", "solutions/a.cpp".
  std::string name = {};
  // Empty: the language's own.
  std::string entry_point = {};
  // None: the package does not say what to expect.
  std::vector<Expectation> expectations = {};
  friend bool operator==(const PackageSubmission&, const PackageSubmission&) = default;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PACKAGE_SUBMISSION_H_
