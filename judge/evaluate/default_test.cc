#include "judge/evaluate/default_test.h"

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/piped_input.h"
#include "judge/evaluate/submitted_answer.h"
#include "judge/evaluate/verdict.h"
#include "judge/problem/problem_folder.h"
#include "judge/validate/default_validator.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

constexpr size_t kBlockBytes = 1 << 18;

::judge::v1::Difference ToProto(const Difference& difference) {
  ::judge::v1::Difference proto;
  proto.set_line(difference.line);
  proto.set_column(difference.column);
  proto.set_expected(MakePrintableLine(difference.expected));
  proto.set_found(MakePrintableLine(difference.found));
  proto.set_reason(difference.reason);
  return proto;
}

// What becomes of the program's output.
class OutputCheck {
 public:
  // The problem's fault, where the answer cannot be read.
  static absl::StatusOr<OutputCheck> Create(const Problem& problem, const TestCase& test) {
    OutputCheck check;
    if (!test.answer_path.has_value()) return check;
    ValidatorFlags flags = problem.validator_flags;
    if (!test.validator_args.empty()) {
      absl::StatusOr<ValidatorFlags> own = ParseValidatorFlags(test.validator_args);
      if (!own.ok()) return ProblemFault(own.status().message());
      flags = *own;
    }
    ASSAY_ASSIGN_OR_RETURN(UniqueFd answer, OpenTestFile(problem, *test.answer_path));
    check.validator_ =
        std::make_unique<DefaultValidator>(flags, std::move(answer), *test.answer_path);
    return check;
  }

  void Feed(absl::string_view data) {
    if (validator_ != nullptr) {
      validator_->Feed(data);
    } else {
      output_.Append(data);
    }
  }

  absl::Status FeedFile(int fd) {
    const auto buffer = std::make_unique_for_overwrite<char[]>(kBlockBytes);
    while (true) {
      const ssize_t count = read(fd, buffer.get(), kBlockBytes);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return ErrnoStatus(errno, "read a program's output file");
      if (count == 0) return absl::OkStatus();
      Feed(absl::string_view(buffer.get(), static_cast<size_t>(count)));
    }
  }

  // What it makes of a program that ended with `outcome`.
  absl::Status Finish(const sandbox::Outcome& outcome, TestResult* result) {
    result->set_output(output_.Printable());
    result->set_output_truncated(output_.truncated());
    std::optional<bool> accepted;
    if (validator_ != nullptr) {
      ASSAY_ASSIGN_OR_RETURN(const ValidationResult validation, validator_->Finish());
      accepted = validation.accepted;
      if (TestVerdict(outcome, accepted) == ::judge::v1::VERDICT_WRONG_ANSWER) {
        *result->mutable_difference() = ToProto(*validation.difference);
      }
    }
    result->set_verdict(TestVerdict(outcome, accepted));
    return absl::OkStatus();
  }

 private:
  OutputCheck() = default;

  // Null: nothing is compared, and the first bytes are kept.
  std::unique_ptr<DefaultValidator> validator_;
  Capture output_;
};

// Feeds the output file to `check`. False, with the verdict, when there is none.
absl::StatusOr<bool> FeedOutputFile(const std::string& name, const ProgramEnd& end,
                                    OutputCheck& check, TestResult* result) {
  const absl::StatusOr<UniqueFd> file = sandbox::OpenRegularFile(end.work_directory.get(), name);
  if (!file.ok()) {
    result->set_message(absl::StrCat("the program left no file ", MakePrintableLine(name)));
    result->set_verdict(TestVerdict(*end.outcome, false));
    return false;
  }
  ASSAY_RETURN_IF_ERROR(check.FeedFile(file->get()));
  return true;
}

absl::StatusOr<TestResult> Run(const RunSetting& setting, const Problem& problem,
                               const TestCase& test, int cpu, Cancellation& superseded,
                               TestResult result) {
  ProgramRun run;
  ASSAY_ASSIGN_OR_RETURN(run.input, OpenTestFile(problem, test.input_path));
  if (test.piped_input) {
    ASSAY_ASSIGN_OR_RETURN(run.input, PipedInput(run.input));
  }
  ASSAY_ASSIGN_OR_RETURN(OutputCheck check, OutputCheck::Create(problem, test));
  if (setting.answers != nullptr) {
    check.Feed(FindSubmittedAnswer(*setting.answers, test));
    ASSAY_RETURN_IF_ERROR(check.Finish(sandbox::Exited{0}, &result));
    return result;
  }
  ASSAY_RETURN_IF_ERROR(AddTestFiles(problem, test, &run));
  const std::string& file_name = problem.output_file_name;
  if (file_name.empty()) {
    run.stdout_sink = [&check](absl::string_view data) { check.Feed(data); };
  } else {
    ASSAY_RETURN_IF_ERROR(CheckFileName(file_name));
    run.keep_work_directory = true;
  }
  ASSAY_ASSIGN_OR_RETURN(const ProgramEnd end,
                         RunProgram(setting, cpu, std::move(run), &superseded, &result));
  if (!end.outcome.has_value()) return result;
  if (!file_name.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const bool fed, FeedOutputFile(file_name, end, check, &result));
    if (!fed) return result;
  }
  ASSAY_RETURN_IF_ERROR(check.Finish(*end.outcome, &result));
  return result;
}

}  // namespace

absl::StatusOr<TestResult> RunDefaultTest(const RunSetting& setting, const Problem& problem,
                                          const TestCase& test, int cpu, Cancellation& superseded) {
  TestResult result;
  result.set_name(test.name);
  absl::StatusOr<TestResult> ran = Run(setting, problem, test, cpu, superseded, result);
  if (IsProblemFault(ran.status())) return JudgeError(std::move(result), ran.status());
  return ran;
}

}  // namespace assay::judge
