#ifndef ASSAY_JUDGE_CLI_SUBMIT_FLAGS_H_
#define ASSAY_JUDGE_CLI_SUBMIT_FLAGS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/cli/submit_problem.h"
#include "judge/evaluate/judging.h"
#include "judge/evaluate/plan_limits.h"
#include "sandbox/run_spec.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// What `submit` is asked to judge.
struct SubmitFlags {
  // The main file first. Not empty.
  std::vector<std::string> sources;
  // As ParseImageReference() takes it: where the language's toolchain is; empty for the host's.
  std::string image;
  std::string language;
  ProblemFlags problem;
  LimitOverrides limits;
  std::optional<absl::Duration> compile_time_limit;
  sandbox::SandboxOptions sandbox;
  // Whether what was compiled before is taken from the cache.
  bool compile_cache = true;
  sandbox::RunDetails details;
  // Where the compilers of the problem's programs find further headers.
  std::vector<std::string> include_folders;
  bool all_tests = false;
  bool transcript = false;
  int jobs = 0;
  int max_reruns = JudgingOptions().max_reruns;
  bool json = false;

  // The report in the form for people has no room for memory's parts.
  sandbox::RunDetails report_details() const {
    sandbox::RunDetails wanted = details;
    wanted.memory = json;
    return wanted;
  }
};

// Adds the command, which calls `act`, after the parse, when it is the one that was typed.
CLI::App* AddSubmitCommand(CLI::App* app, std::function<void(const SubmitFlags&)> act);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SUBMIT_FLAGS_H_
