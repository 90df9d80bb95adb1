#ifndef ASSAY_JUDGE_EVALUATE_PACKAGE_RUN_H_
#define ASSAY_JUDGE_EVALUATE_PACKAGE_RUN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/problem/problem.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// The limits of one run of a validator or another program of the problem's: what the problem says
// of validation, or 60 s, 2048 MiB and 8 MiB of output, which also bounds each file that it writes.
// The language's multiplier is not for it; its runtime's memory is on top. The problem's fault: a
// limit that cannot be.
absl::StatusOr<sandbox::Limits> PlanValidationLimits(const ProblemLimits& problem,
                                                     const ::judge::v1::RunStep& run);

// One run of a program of the problem's. Move-only.
struct PackageRun {
  // Without the program itself.
  std::vector<std::string> args;
  // Empty: reads end-of-file. What is a regular file should be open for reading alone.
  UniqueFd stdin_fd;
  // What it finds in its working directory, /work.
  std::vector<sandbox::WorkFile> files;
  sandbox::Limits limits;
  std::optional<int> cpu;
  // How much of each output stream is kept.
  size_t kept_output_bytes = 64 << 10;
};

// How it ended.
struct PackageRunResult {
  sandbox::Outcome outcome;
  sandbox::Usage usage;
  // As they came: see MakePrintable().
  std::string standard_output;
  std::string standard_error;
  // /work as it left it; see RunResult::work_directory.
  UniqueFd work_directory;
};

// `executable` with `args` under `limits`, with the work directory kept; without streams, files and
// cpu. For runs that RunPackageProgram() does not do.
absl::StatusOr<sandbox::RunSpec> MakePackageRunSpec(const JudgeContext& context,
                                                    const PackageExecutable& executable,
                                                    const std::vector<std::string>& args,
                                                    const sandbox::Limits& limits);

// Runs `executable` in a jail to its end, whatever that is. `superseded`, when given, stops it. The
// problem's fault: a program that the kernel does not execute, args that are too long. Other errors
// are the host's, or ABORTED.
absl::StatusOr<PackageRunResult> RunPackageProgram(const JudgeContext& context,
                                                   const PackageExecutable& executable,
                                                   PackageRun run,
                                                   Cancellation* superseded = nullptr);

// What it means that running `executable` failed with `status`.
absl::Status ExplainRunError(const PackageExecutable& executable, const absl::Status& status);

// What a program that ended otherwise than by a code that its protocol knows did wrong: "PATH:
// killed by SIGSEGV", with the first line of what it said on standard error. The problem's fault.
// `expected` says which codes would do: "42 or 43".
absl::Status BadEnd(const PackageExecutable& executable, const PackageRunResult& result,
                    absl::string_view expected);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_PACKAGE_RUN_H_
