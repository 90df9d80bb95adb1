#ifndef ASSAY_JUDGE_EVALUATE_PROGRAM_RUN_H_
#define ASSAY_JUDGE_EVALUATE_PROGRAM_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/context.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"
#include "sandbox/run_spec.h"

namespace assay::judge {

// What all runs of a submission have in common. Everything outlives them.
struct RunSetting {
  const JudgeContext& context;
  const ::judge::v1::Language& language;
  const Program& program;
  // As PlanRunLimits() made them.
  const sandbox::Limits& limits;
  // See RunSpec::time_past_limit.
  bool time_past_limit = false;
  sandbox::RunDetails details = {};
  // In a problem of the type submit-answer the submission itself, and nothing is run.
  const Source* answers = nullptr;
  // See JudgingOptions::transcript.
  bool transcript = false;
};

// One run of the submission. Move-only.
struct ProgramRun {
  // Empty: reads end-of-file.
  UniqueFd input;
  // After those of the language.
  std::vector<std::string> args;
  // What it finds in its working directory.
  std::vector<sandbox::WorkFile> files;
  sandbox::OutputSink stdout_sink;
  sandbox::OutputSink stderr_sink;
  bool keep_work_directory = false;
};

struct ProgramEnd {
  // Absent: the program was not executed, and the test's result says so.
  std::optional<sandbox::Outcome> outcome;
  // /work, when it is to be kept.
  UniqueFd work_directory;
};

// Runs the submission on `cpu`, and fills in usage, outcome and error output of `result`. Errors as
// RunTest().
absl::StatusOr<ProgramEnd> RunProgram(const RunSetting& setting, int cpu, ProgramRun run,
                                      Cancellation* superseded, ::judge::v1::TestResult* result);

// The two halves of RunProgram(), for runs that others start: what to run, without standard output
// where run.stdout_sink is empty, and what its end says. `error_output` gets standard error and
// outlives the run.
absl::StatusOr<sandbox::RunSpec> MakeProgramSpec(const RunSetting& setting, int cpu, ProgramRun run,
                                                 Capture& error_output);
absl::StatusOr<ProgramEnd> ReadProgramEnd(const RunSetting& setting,
                                          absl::StatusOr<sandbox::RunResult> ended,
                                          bool has_args_or_files, const Capture& error_output,
                                          ::judge::v1::TestResult* result);

// What the problem gives the program for `test` besides standard input: args, files, and the input
// under its name, when it has one; `run.input` is then empty, as on the judges that have such
// problems. The problem's fault: a file that is not there or leaves the problem, more than 256
// files.
absl::Status AddTestFiles(const Problem& problem, const TestCase& test, ProgramRun* run);

// The problem's fault unless `name` is that of a file in the working directory itself.
absl::Status CheckFileName(const std::string& name);

// `result` with what the problem did wrong.
::judge::v1::TestResult JudgeError(::judge::v1::TestResult result, const absl::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_PROGRAM_RUN_H_
