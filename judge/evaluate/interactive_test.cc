#include "judge/evaluate/interactive_test.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/evaluate/capture.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/feedback.h"
#include "judge/evaluate/output_file.h"
#include "judge/evaluate/package_run.h"
#include "judge/evaluate/runtime_outcome.h"
#include "judge/evaluate/validated_test.h"
#include "judge/evaluate/validation.h"
#include "judge/evaluate/verdict.h"
#include "judge/evaluate/work_room.h"
#include "judge/interact/conversation.h"
#include "judge/interact/referee.h"
#include "judge/interact/transcript.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"

namespace assay::judge {
namespace {

using ::judge::v1::TestResult;

// Of the ICPC package format's protocol.
constexpr int kAccepts = 42;
constexpr int kRejects = 43;

// Where an interactor's files are in its working directory.
constexpr char kInput[] = "input";
constexpr char kAnswer[] = "answer";
// What it leaves for the checker.
constexpr char kOutput[] = "output";

// Passes whose transcripts are kept besides the last one's.
constexpr int kEarlierTranscripts = 16;

std::string InWork(absl::string_view name) { return absl::StrCat("/work/", name); }

// One test, pass by pass.
class InteractiveTest {
 public:
  InteractiveTest(const RunSetting& setting, const Problem& problem, const JudgePrograms& programs,
                  const TestCase& test, int cpu, Cancellation& superseded)
      : setting_(setting),
        problem_(problem),
        programs_(programs),
        test_(test),
        cpu_(cpu),
        superseded_(superseded),
        protocol_(programs.interactor != nullptr ? problem.interactor_protocol
                                                 : problem.output_validator.protocol) {
    result_.set_name(test.name);
  }

  absl::StatusOr<TestResult> Run() {
    absl::Status status = ChooseInteractor();
    if (status.ok()) status = RunPasses();
    if (IsProblemFault(status)) return JudgeError(std::move(result_), status);
    if (!status.ok()) return status;
    return std::move(result_);
  }

 private:
  absl::Status ChooseInteractor() {
    interactor_ = programs_.interactor.get();
    if (interactor_ != nullptr) return absl::OkStatus();
    if (programs_.validators.size() != 1) {
      return ProblemFault(absl::StrCat("an interactive problem has one output validator, and not ",
                                       programs_.validators.size()));
    }
    interactor_ = programs_.validators.front().get();
    return absl::OkStatus();
  }

  absl::Status RunPasses() {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd input, OpenTestFile(problem_, test_.input_path));
    const int most = problem_.kind.multi_pass ? problem_.kind.validation_passes : 1;
    for (int pass = 1;; ++pass) {
      if (problem_.kind.multi_pass) result_.set_pass_count(pass);
      ASSAY_ASSIGN_OR_RETURN(std::optional<UniqueFd> next, RunPass(std::move(input)));
      if (!next.has_value()) return absl::OkStatus();
      if (pass == most) {
        return ProblemFault(absl::StrCat(interactor_->path, ": nextpass.in after pass ", pass,
                                         ", which is the last by validation_passes"));
      }
      input = *std::move(next);
    }
  }

  // The next pass's input, if there is to be one. The verdict is set.
  absl::StatusOr<std::optional<UniqueFd>> RunPass(UniqueFd input) {
    Transcript transcript;
    Capture program_errors(kReportedOutputBytes, kReportedTailBytes);
    Capture interactor_errors;
    ConversationSpec spec;
    ASSAY_ASSIGN_OR_RETURN(spec.program, MakeProgram(program_errors));
    ASSAY_ASSIGN_OR_RETURN(spec.interactor, MakeInteractor(std::move(input), interactor_errors));
    if (problem_.kind.network_pair) ASSAY_RETURN_IF_ERROR(ConnectPair(spec));
    spec.answer = [&](const sandbox::Outcome& outcome) {
      return AnswerOf(outcome, interactor_errors.data());
    };
    spec.interactor_error = [this](const absl::Status& status) {
      return ExplainRunError(*interactor_, status);
    };
    if (setting_.transcript) spec.transcript = &transcript;
    absl::StatusOr<ConversationResult> talk = RunConversation(
        setting_.context.sandbox, std::move(spec), setting_.context.cancellation, &superseded_);
    if (setting_.transcript) KeepTranscript(transcript);
    // An interactor's trouble is no trouble of the program's.
    if (IsProblemFault(talk.status())) return talk.status();

    const ::sandbox::v1::Usage before = result_.usage();
    const bool is_first = !result_.has_usage();
    const bool has_args_or_files = !test_.args.empty() || test_.files_path.has_value();
    absl::StatusOr<sandbox::RunResult> ended =
        talk.ok() ? absl::StatusOr<sandbox::RunResult>(std::move(talk->program))
                  : absl::StatusOr<sandbox::RunResult>(talk.status());
    ASSAY_ASSIGN_OR_RETURN(
        const ProgramEnd end,
        ReadProgramEnd(setting_, std::move(ended), has_args_or_files, program_errors, &result_));
    if (!end.outcome.has_value()) return std::optional<UniqueFd>();
    if (!is_first) AddUsage(before, &result_);
    result_.set_verdict(InteractionVerdict(*end.outcome, talk->interactor.outcome, talk->answer));
    if (std::holds_alternative<sandbox::Stopped>(talk->interactor.outcome)) {
      return std::optional<UniqueFd>();
    }
    PackageRunResult interactor;
    interactor.outcome = talk->interactor.outcome;
    interactor.usage = talk->interactor.usage;
    interactor.standard_error = interactor_errors.data();
    interactor.work_directory = std::move(talk->interactor.work_directory);
    return TakeAnswer(interactor);
  }

  void KeepTranscript(const Transcript& transcript) {
    if (result_.has_transcript() && result_.earlier_transcripts_size() < kEarlierTranscripts) {
      *result_.add_earlier_transcripts() = std::move(*result_.mutable_transcript());
    }
    *result_.mutable_transcript() = transcript.ToProto();
  }

  // A link between both. The interactor is at sandbox::kFirstOfPair.
  absl::Status ConnectPair(ConversationSpec& spec) const {
    ASSAY_ASSIGN_OR_RETURN(const sandbox::NetworkPair pair,
                           setting_.context.sandbox.MakeNetworkPair({}));
    spec.interactor.network = pair.first;
    spec.program.network = pair.second;
    for (sandbox::RunSpec* run : {&spec.interactor, &spec.program}) {
      ASSAY_ASSIGN_OR_RETURN(run->seccomp, setting_.context.policies.Get(
                                               absl::StrCat(run->seccomp->name, "+network")));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<sandbox::RunSpec> MakeProgram(Capture& errors) {
    if (!problem_.input_file_name.empty() || !problem_.output_file_name.empty()) {
      return ProblemFault("the program of an interactive problem reads and writes no files");
    }
    ProgramRun run;
    ASSAY_RETURN_IF_ERROR(AddTestFiles(problem_, test_, &run));
    return MakeProgramSpec(setting_, cpu_, std::move(run), errors);
  }

  absl::StatusOr<sandbox::RunSpec> MakeInteractor(UniqueFd input, Capture& errors) {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd answer, OpenAnswer(problem_, test_));
    std::vector<std::string> args = {InWork(kInput)};
    switch (protocol_) {
      case ValidatorProtocol::kIcpc:
        args.insert(args.end(), {InWork(kAnswer), kFeedbackArgument});
        args.insert(args.end(), test_.validator_args.begin(), test_.validator_args.end());
        break;
      case ValidatorProtocol::kTestlib:
        args.insert(args.end(), {InWork(kOutput), InWork(kAnswer)});
        break;
      case ValidatorProtocol::kExitCode:
      case ValidatorProtocol::kCoci:
        args.push_back(InWork(kAnswer));
        break;
    }
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Limits limits,
                           PlanValidationLimits(problem_.limits, interactor_->language.run()));
    ASSAY_ASSIGN_OR_RETURN(sandbox::RunSpec spec,
                           MakePackageRunSpec(setting_.context, *interactor_, args, limits));
    spec.cpu = cpu_;
    spec.work_files.push_back({.path = kInput, .contents = std::move(input)});
    spec.work_files.push_back({.path = kAnswer, .contents = std::move(answer)});
    if (protocol_ == ValidatorProtocol::kIcpc) {
      if (feedback_.empty()) feedback_.push_back({.path = kFeedbackFolder});
      for (sandbox::WorkFile& file : feedback_) spec.work_files.push_back(std::move(file));
      feedback_.clear();
    }
    ASSAY_RETURN_IF_ERROR(CheckWorkFiles(interactor_->path, spec.work_files));
    spec.stderr_target = [&errors](absl::string_view data) { errors.Append(data); };
    return spec;
  }

  // Of its exit alone; what else may be wrong with it comes when the program has ended.
  InteractorAnswer AnswerOf(const sandbox::Outcome& outcome, const std::string& errors) const {
    PackageRunResult end;
    end.outcome = outcome;
    end.standard_error = errors;
    if (protocol_ == ValidatorProtocol::kIcpc) {
      if (outcome == sandbox::Outcome(sandbox::Exited{kAccepts}))
        return InteractorAnswer::kAccepted;
      if (outcome == sandbox::Outcome(sandbox::Exited{kRejects}))
        return InteractorAnswer::kRejected;
      return InteractorAnswer::kBroken;
    }
    const absl::StatusOr<Validation> validation =
        ReadValidation(problem_, *interactor_, protocol_, end);
    if (!validation.ok()) return InteractorAnswer::kBroken;
    return validation->verdict == ::judge::v1::VERDICT_WRONG_ANSWER ? InteractorAnswer::kRejected
                                                                    : InteractorAnswer::kAccepted;
  }

  absl::StatusOr<std::optional<UniqueFd>> TakeAnswer(const PackageRunResult& interactor) {
    ASSAY_ASSIGN_OR_RETURN(Validation validation,
                           ReadValidation(problem_, *interactor_, protocol_, interactor));
    if (IsFailure(result_.verdict()) && result_.verdict() != ::judge::v1::VERDICT_WRONG_ANSWER) {
      // The program failed after it was accepted.
      return std::optional<UniqueFd>();
    }
    ASSAY_RETURN_IF_ERROR(CheckPoints(*interactor_, test_, validation));
    SetValidation(problem_, validation, &result_);
    if (validation.verdict == ::judge::v1::VERDICT_WRONG_ANSWER) return std::optional<UniqueFd>();
    if (programs_.interactor != nullptr && !programs_.validators.empty()) {
      ASSAY_RETURN_IF_ERROR(Check(interactor));
      return std::optional<UniqueFd>();
    }
    if (!validation.next_pass.has_value()) return std::optional<UniqueFd>();
    ASSAY_ASSIGN_OR_RETURN(NextPass kept,
                           KeepForNextPass(setting_.context, problem_, *interactor_,
                                           interactor.work_directory.get(), *validation.next_pass));
    feedback_ = std::move(kept.feedback);
    return std::optional<UniqueFd>(std::move(kept.input));
  }

  // By the checkers, what the interactor has left for them.
  absl::Status Check(const PackageRunResult& interactor) {
    ASSAY_ASSIGN_OR_RETURN(OutputFile output, OutputFile::Create(setting_.context.state));
    const absl::StatusOr<UniqueFd> left =
        sandbox::OpenRegularFile(interactor.work_directory.get(), kOutput);
    // One that says nothing to the checker need not make the file.
    if (left.ok()) {
      output.AppendFile(left->get());
    } else if (!absl::IsNotFound(left.status())) {
      return ProblemFault(absl::StrCat(interactor_->path, ": what it left for the checker: ",
                                       absl::string_view(left.status().message())));
    }
    for (const auto& checker : programs_.validators) {
      ValidatorCall call;
      ASSAY_ASSIGN_OR_RETURN(call.input, OpenTestFile(problem_, test_.input_path));
      ASSAY_ASSIGN_OR_RETURN(call.answer, OpenAnswer(problem_, test_));
      ASSAY_ASSIGN_OR_RETURN(call.output, output.Open());
      call.args = test_.validator_args;
      call.cpu = cpu_;
      ASSAY_ASSIGN_OR_RETURN(
          const ValidatorEnd end,
          RunValidator(setting_.context, problem_, *checker, std::move(call), &superseded_));
      ASSAY_RETURN_IF_ERROR(CheckPoints(*checker, test_, end.validation));
      SetValidation(problem_, end.validation, &result_);
      if (end.validation.verdict == ::judge::v1::VERDICT_WRONG_ANSWER) break;
    }
    return absl::OkStatus();
  }

  const RunSetting& setting_;
  const Problem& problem_;
  const JudgePrograms& programs_;
  const TestCase& test_;
  const int cpu_;
  Cancellation& superseded_;
  const ValidatorProtocol protocol_;
  // One of programs_.
  const PackageExecutable* interactor_ = nullptr;
  TestResult result_;
  // Of the passes so far.
  std::vector<sandbox::WorkFile> feedback_;
};

}  // namespace

absl::StatusOr<TestResult> RunInteractiveTest(const RunSetting& setting, const Problem& problem,
                                              const JudgePrograms& programs, const TestCase& test,
                                              int cpu, Cancellation& superseded) {
  return InteractiveTest(setting, problem, programs, test, cpu, superseded).Run();
}

}  // namespace assay::judge
