#include "judge/evaluate/test_runner.h"

#include <optional>
#include <string>
#include <utility>

#include "judge/evaluate/capture.h"
#include "judge/evaluate/default_test.h"
#include "judge/evaluate/interactive_test.h"
#include "judge/evaluate/validated_test.h"
#include "judge/evaluate/verdict.h"
#include "sandbox/base/status.h"

namespace assay::judge {

using ::judge::v1::TestResult;

absl::StatusOr<TestResult> RunTest(const RunSetting& setting, const Problem& problem,
                                   const JudgePrograms& programs, const TestCase& test, int cpu,
                                   Cancellation& superseded) {
  if (problem.kind.interactive || problem.interactor.has_value()) {
    return RunInteractiveTest(setting, problem, programs, test, cpu, superseded);
  }
  if (problem.output_validator.is_default()) {
    return RunDefaultTest(setting, problem, test, cpu, superseded);
  }
  return RunValidatedTest(setting, problem, programs, test, cpu, superseded);
}

absl::StatusOr<TestResult> RunOnce(const RunSetting& setting, absl::string_view name,
                                   UniqueFd input, sandbox::OutputSink stdout_sink,
                                   sandbox::OutputSink stderr_sink) {
  TestResult result;
  result.set_name(std::string(name));
  Capture output;
  ProgramRun run;
  run.input = std::move(input);
  run.stdout_sink = [&](absl::string_view data) {
    output.Append(data);
    if (stdout_sink) stdout_sink(data);
  };
  run.stderr_sink = std::move(stderr_sink);
  const int cpu = setting.context.sandbox.cpus().front();
  ASSAY_ASSIGN_OR_RETURN(const ProgramEnd end,
                         RunProgram(setting, cpu, std::move(run), /*superseded=*/nullptr, &result));
  if (!end.outcome.has_value()) return result;
  result.set_output(output.Printable());
  result.set_output_truncated(output.truncated());
  result.set_verdict(TestVerdict(*end.outcome, std::nullopt));
  return result;
}

}  // namespace assay::judge
