#include "judge/evaluate/validated_test.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/feedback.h"
#include "judge/evaluate/output_file.h"
#include "judge/evaluate/package_run.h"
#include "judge/evaluate/submitted_answer.h"
#include "judge/evaluate/verdict.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

// The same open file. Whoever copies it does not go by its position, which the program moves.
absl::StatusOr<UniqueFd> Duplicate(const UniqueFd& file) {
  UniqueFd copy(fcntl(file.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy.valid()) return ErrnoStatus(errno, "fcntl F_DUPFD_CLOEXEC");
  return copy;
}

// One test, pass by pass.
class ValidatedTest {
 public:
  ValidatedTest(const RunSetting& setting, const Problem& problem, const JudgePrograms& programs,
                const TestCase& test, int cpu, Cancellation& superseded)
      : setting_(setting),
        problem_(problem),
        programs_(programs),
        test_(test),
        cpu_(cpu),
        superseded_(superseded) {
    result_.set_name(test.name);
  }

  absl::StatusOr<TestResult> Run() {
    const absl::Status status = RunPasses();
    if (IsProblemFault(status)) return JudgeError(std::move(result_), status);
    if (!status.ok()) return status;
    return std::move(result_);
  }

 private:
  absl::Status RunPasses() {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd input, OpenTestFile(problem_, test_.input_path));
    const int most = problem_.kind.multi_pass ? problem_.kind.validation_passes : 1;
    for (int pass = 1;; ++pass) {
      if (problem_.kind.multi_pass) result_.set_pass_count(pass);
      ASSAY_ASSIGN_OR_RETURN(UniqueFd for_program, Duplicate(input));
      ASSAY_ASSIGN_OR_RETURN(const std::optional<OutputFile> output,
                             RunPass(std::move(for_program)));
      if (!output.has_value()) return absl::OkStatus();
      ASSAY_ASSIGN_OR_RETURN(std::optional<UniqueFd> next, Validate(input, *output));
      if (!next.has_value()) return absl::OkStatus();
      if (pass == most) {
        return ProblemFault(absl::StrCat(programs_.validators.front()->path,
                                         ": nextpass.in after pass ", pass,
                                         ", which is the last by validation_passes"));
      }
      input = *std::move(next);
    }
  }

  // Absent: the program is to blame, and the verdict is set.
  absl::StatusOr<std::optional<OutputFile>> RunPass(UniqueFd input) {
    ASSAY_ASSIGN_OR_RETURN(OutputFile output, OutputFile::Create(setting_.context.state));
    if (setting_.answers != nullptr) {
      output.Append(FindSubmittedAnswer(*setting_.answers, test_));
      return std::optional<OutputFile>(std::move(output));
    }
    ProgramRun run;
    run.input = std::move(input);
    ASSAY_RETURN_IF_ERROR(AddTestFiles(problem_, test_, &run));
    const std::string& file_name = problem_.output_file_name;
    if (file_name.empty()) {
      run.stdout_sink = [&output](absl::string_view data) { output.Append(data); };
    } else {
      ASSAY_RETURN_IF_ERROR(CheckFileName(file_name));
      run.keep_work_directory = true;
    }
    const ::sandbox::v1::Usage before = result_.usage();
    const bool is_first = !result_.has_usage();
    ASSAY_ASSIGN_OR_RETURN(const ProgramEnd end,
                           RunProgram(setting_, cpu_, std::move(run), &superseded_, &result_));
    if (!end.outcome.has_value()) return std::optional<OutputFile>();
    if (!is_first) AddUsage(before, &result_);
    result_.set_verdict(TestVerdict(*end.outcome, std::nullopt));
    if (IsFailure(result_.verdict())) return std::optional<OutputFile>();
    if (file_name.empty()) return std::optional<OutputFile>(std::move(output));
    const absl::StatusOr<UniqueFd> file =
        sandbox::OpenRegularFile(end.work_directory.get(), file_name);
    if (!file.ok()) {
      result_.set_message(absl::StrCat("the program left no file ", MakePrintableLine(file_name)));
      result_.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
      return std::optional<OutputFile>();
    }
    output.AppendFile(file->get());
    return std::optional<OutputFile>(std::move(output));
  }

  // `input` is what the program read in this pass. The next pass's input, if there is to be one.
  absl::StatusOr<std::optional<UniqueFd>> Validate(const UniqueFd& input,
                                                   const OutputFile& output) {
    Validation all;
    all.verdict = ::judge::v1::VERDICT_ACCEPTED;
    std::optional<UniqueFd> next;
    for (const auto& validator : programs_.validators) {
      ValidatorCall call;
      ASSAY_ASSIGN_OR_RETURN(call.input, Duplicate(input));
      ASSAY_ASSIGN_OR_RETURN(call.answer, OpenAnswer(problem_, test_));
      ASSAY_ASSIGN_OR_RETURN(call.output, output.Open());
      call.args = test_.validator_args;
      call.feedback = std::move(feedback_);
      call.cpu = cpu_;
      ASSAY_ASSIGN_OR_RETURN(ValidatorEnd end, RunValidator(setting_.context, problem_, *validator,
                                                            std::move(call), &superseded_));
      ASSAY_RETURN_IF_ERROR(CheckPoints(*validator, test_, end.validation));
      feedback_.clear();
      if (end.validation.next_pass.has_value()) {
        ASSAY_ASSIGN_OR_RETURN(
            NextPass kept, KeepForNextPass(setting_.context, problem_, *validator,
                                           end.work_directory.get(), *end.validation.next_pass));
        next = std::move(kept.input);
        feedback_ = std::move(kept.feedback);
      }
      Merge(std::move(end.validation), &all);
      if (all.verdict == ::judge::v1::VERDICT_WRONG_ANSWER) break;
    }
    SetValidation(problem_, all, &result_);
    return next;
  }

  // Each validator adds to what those before it said; a score is that of the first that gives one.
  static void Merge(Validation one, Validation* all) {
    if (one.verdict != ::judge::v1::VERDICT_ACCEPTED) all->verdict = one.verdict;
    if (!all->score.has_value()) all->score = one.score;
    if (!all->share.has_value()) all->share = one.share;
    for (const auto& [from, to] :
         {std::pair{&one.message, &all->message}, {&one.team_message, &all->team_message}}) {
      if (!to->empty() && !from->empty()) to->append("\n");
      to->append(*from);
    }
  }

  const RunSetting& setting_;
  const Problem& problem_;
  const JudgePrograms& programs_;
  const TestCase& test_;
  const int cpu_;
  Cancellation& superseded_;
  TestResult result_;
  // Of the passes so far.
  std::vector<sandbox::WorkFile> feedback_;
};

}  // namespace

absl::StatusOr<UniqueFd> OpenAnswer(const Problem& problem, const TestCase& test) {
  if (test.answer_path.has_value()) return OpenTestFile(problem, *test.answer_path);
  UniqueFd empty(memfd_create("answer", MFD_CLOEXEC));
  if (!empty.valid()) return ErrnoStatus(errno, "memfd_create for an answer");
  return empty;
}

absl::StatusOr<NextPass> KeepForNextPass(const JudgeContext& context, const Problem& problem,
                                         const PackageExecutable& validator, int work_directory_fd,
                                         const UniqueFd& input) {
  ASSAY_ASSIGN_OR_RETURN(const sandbox::Limits limits,
                         PlanValidationLimits(problem.limits, validator.language.run()));
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder, context.state.MakeDirectory("feedback"));
  absl::StatusOr<std::vector<sandbox::WorkFile>> kept =
      KeepFeedback(work_directory_fd, folder, limits.output_bytes);
  if (!kept.ok()) return Annotate(kept.status(), validator.path);
  // What is in a jail's own file system cannot always be given to another jail.
  ASSAY_ASSIGN_OR_RETURN(OutputFile copy, OutputFile::Create(context.state));
  copy.AppendFile(input.get());
  NextPass next;
  ASSAY_ASSIGN_OR_RETURN(next.input, copy.Open());
  next.feedback = *std::move(kept);
  return next;
}

absl::Status CheckPoints(const PackageExecutable& validator, const TestCase& test,
                         const Validation& validation) {
  if (!validation.score.has_value() || !test.points.has_value()) return absl::OkStatus();
  if (*validation.score <= *test.points) return absl::OkStatus();
  return ProblemFault(absl::StrCat(validator.path, ": gave ", *validation.score,
                                   " points, more than the test's ", *test.points));
}

void SetValidation(const Problem& problem, const Validation& validation, TestResult* result) {
  result->set_verdict(validation.verdict);
  result->set_message(validation.message);
  result->set_team_message(validation.team_message);
  // Of an interactor before its checker: the last word counts.
  result->clear_score();
  result->clear_score_share();
  if (!problem.kind.scoring) return;
  if (validation.score.has_value()) result->set_score(*validation.score);
  if (validation.share.has_value()) result->set_score_share(*validation.share);
}

void AddUsage(const ::sandbox::v1::Usage& earlier, TestResult* result) {
  ::sandbox::v1::Usage& usage = *result->mutable_usage();
  const auto add = [](const google::protobuf::Duration& from, google::protobuf::Duration* to) {
    SetDuration(FromProto(from) + FromProto(*to), to);
  };
  add(earlier.user_time(), usage.mutable_user_time());
  add(earlier.system_time(), usage.mutable_system_time());
  add(earlier.wall_time(), usage.mutable_wall_time());
  add(earlier.throttled_time(), usage.mutable_throttled_time());
  add(earlier.cpu_time_uncertainty(), usage.mutable_cpu_time_uncertainty());
  usage.set_peak_memory_bytes(std::max(earlier.peak_memory_bytes(), usage.peak_memory_bytes()));
  usage.set_oom_kill_count(earlier.oom_kill_count() + usage.oom_kill_count());
  usage.set_output_bytes(earlier.output_bytes() + usage.output_bytes());
}

absl::StatusOr<TestResult> RunValidatedTest(const RunSetting& setting, const Problem& problem,
                                            const JudgePrograms& programs, const TestCase& test,
                                            int cpu, Cancellation& superseded) {
  return ValidatedTest(setting, problem, programs, test, cpu, superseded).Run();
}

}  // namespace assay::judge
