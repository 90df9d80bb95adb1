#include "judge/evaluate/test_runner.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/hide_path.h"
#include "judge/evaluate/run_spec_builder.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/evaluate/runtime_outcome.h"
#include "judge/evaluate/verdict.h"
#include "judge/problem/problem_folder.h"
#include "judge/validate/default_validator.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

struct Streams {
  UniqueFd input;
  sandbox::OutputSink stdout_sink;
  sandbox::OutputSink stderr_sink;
};

// A file of the program's own that the kernel will not execute, say for an interpreter that its
// header names and nobody has, is its fault and no failure of the host's. That the file is gone is
// the host's.
bool IsProgramsFault(const absl::Status& status, const RunSetting& setting) {
  absl::string_view file = setting.language.run().command(0);
  return sandbox::IsUnexecutable(status) && absl::ConsumePrefix(&file, "/box/") &&
         access(absl::StrCat(setting.program.artefacts.path(), "/", file).c_str(), F_OK) == 0;
}

// Fills in usage, outcome and error output. Absent: the program was not executed, and `result` says
// so.
absl::StatusOr<std::optional<sandbox::Outcome>> RunProgram(const RunSetting& setting, int cpu,
                                                           Streams streams,
                                                           Cancellation* superseded,
                                                           TestResult* result) {
  ASSAY_ASSIGN_OR_RETURN(
      sandbox::RunSpec spec,
      MakeRunSpec(setting.program, setting.language, setting.limits, setting.context.policies));
  spec.cpu = cpu;
  spec.time_past_limit = setting.time_past_limit;
  spec.details = setting.details;
  spec.stdin_fd = std::move(streams.input);
  // A program with our own user id could change the file's mode, say, by the descriptor.
  const bool privileged = setting.context.sandbox.privileged();
  if (spec.root.proc || !privileged) {
    ASSAY_ASSIGN_OR_RETURN(spec.stdin_fd, HidePath(std::move(spec.stdin_fd), privileged));
  }
  spec.stdout_target = std::move(streams.stdout_sink);
  Capture error_output;
  spec.stderr_target = [&](absl::string_view data) {
    error_output.Append(data);
    if (streams.stderr_sink) streams.stderr_sink(data);
  };
  const absl::StatusOr<sandbox::RunResult> ended =
      RunToEnd(setting.context.sandbox, std::move(spec), setting.context.cancellation, superseded);
  if (!ended.ok()) {
    if (!IsProgramsFault(ended.status(), setting)) return ended.status();
    result->set_verdict(::judge::v1::VERDICT_RUNTIME_ERROR);
    result->set_message(absl::StrCat("the compiled program cannot be executed: ",
                                     absl::string_view(ended.status().message())));
    return std::nullopt;
  }
  *result->mutable_usage() = ToProto(ended->usage);
  *result->mutable_outcome() = ToProto(ended->outcome);
  result->set_error_output(error_output.Printable());
  result->set_error_output_truncated(error_output.truncated());
  return RuntimeOutcome(ended->outcome, setting.language.run(), result->error_output());
}

::judge::v1::Difference ToProto(const Difference& difference) {
  ::judge::v1::Difference proto;
  proto.set_line(difference.line);
  proto.set_column(difference.column);
  proto.set_expected(MakePrintableLine(difference.expected));
  proto.set_found(MakePrintableLine(difference.found));
  proto.set_reason(difference.reason);
  return proto;
}

TestResult JudgeError(TestResult result, const absl::Status& status) {
  result.set_verdict(::judge::v1::VERDICT_JUDGE_ERROR);
  result.set_message(MakePrintableLine(status.message()));
  return result;
}

// Runs the test and feeds its output to `check`; where there is none the first bytes are kept.
absl::StatusOr<TestResult> RunAndCheck(const RunSetting& setting, UniqueFd input,
                                       std::optional<DefaultValidator> check, int cpu,
                                       Cancellation& superseded, TestResult result) {
  Streams streams;
  streams.input = std::move(input);
  Capture output;
  if (check.has_value()) {
    streams.stdout_sink = [&check](absl::string_view data) { check->Feed(data); };
  } else {
    streams.stdout_sink = [&output](absl::string_view data) { output.Append(data); };
  }
  ASSAY_ASSIGN_OR_RETURN(const std::optional<sandbox::Outcome> outcome,
                         RunProgram(setting, cpu, std::move(streams), &superseded, &result));
  if (!outcome.has_value()) return result;
  result.set_output(output.Printable());
  result.set_output_truncated(output.truncated());
  std::optional<bool> accepted;
  if (check.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const ValidationResult validation, check->Finish());
    accepted = validation.accepted;
    if (TestVerdict(*outcome, accepted) == ::judge::v1::VERDICT_WRONG_ANSWER) {
      *result.mutable_difference() = ToProto(*validation.difference);
    }
  }
  result.set_verdict(TestVerdict(*outcome, accepted));
  return result;
}

}  // namespace

absl::StatusOr<TestResult> RunTest(const RunSetting& setting, const Problem& problem,
                                   const TestCase& test, int cpu, Cancellation& superseded) {
  TestResult result;
  result.set_name(test.name);
  absl::StatusOr<UniqueFd> input = OpenTestFile(problem, test.input_path);
  if (IsProblemFault(input.status())) return JudgeError(std::move(result), input.status());
  if (!input.ok()) return input.status();
  std::optional<DefaultValidator> check;
  if (test.answer_path.has_value()) {
    absl::StatusOr<UniqueFd> answer = OpenTestFile(problem, *test.answer_path);
    if (IsProblemFault(answer.status())) return JudgeError(std::move(result), answer.status());
    if (!answer.ok()) return answer.status();
    check.emplace(problem.validator_flags, *std::move(answer), *test.answer_path);
  }
  return RunAndCheck(setting, *std::move(input), std::move(check), cpu, superseded,
                     std::move(result));
}

absl::StatusOr<TestResult> RunOnce(const RunSetting& setting, absl::string_view name,
                                   UniqueFd input, sandbox::OutputSink stdout_sink,
                                   sandbox::OutputSink stderr_sink) {
  TestResult result;
  result.set_name(std::string(name));
  Capture output;
  Streams streams;
  streams.input = std::move(input);
  streams.stdout_sink = [&](absl::string_view data) {
    output.Append(data);
    if (stdout_sink) stdout_sink(data);
  };
  streams.stderr_sink = std::move(stderr_sink);
  const int cpu = setting.context.sandbox.cpus().front();
  ASSAY_ASSIGN_OR_RETURN(
      const std::optional<sandbox::Outcome> outcome,
      RunProgram(setting, cpu, std::move(streams), /*superseded=*/nullptr, &result));
  if (!outcome.has_value()) return result;
  result.set_output(output.Printable());
  result.set_output_truncated(output.truncated());
  result.set_verdict(TestVerdict(*outcome, std::nullopt));
  return result;
}

}  // namespace assay::judge
