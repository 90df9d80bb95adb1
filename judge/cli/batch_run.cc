#include "judge/cli/batch_run.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/base/printable.h"
#include "judge/batch/distinct_files.h"
#include "judge/batch/memo.h"
#include "judge/batch/reports.h"
#include "judge/batch/results_file.h"
#include "judge/batch/runner.h"
#include "judge/batch/survey.h"
#include "judge/cli/batch_progress.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/pass_at_k_text.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchManifest;

constexpr int kManifestVersion = 1;

// Of the whole results, for the exit code and people.
struct Totals {
  int64_t done = 0;
  int64_t accepted = 0;
  int64_t judge_errors = 0;
  int64_t bad_entries = 0;
};

std::string OptionsText(const BatchFlags& flags) {
  const LimitOverrides& limits = flags.limits;
  std::vector<std::string> parts = {flags.all_tests ? "all tests" : "until the first failure",
                                    absl::StrCat("reruns ", flags.max_reruns)};
  const auto duration = [&parts](const char* name, const std::optional<absl::Duration>& value) {
    if (value.has_value()) parts.push_back(absl::StrCat(name, " ", absl::FormatDuration(*value)));
  };
  const auto number = [&parts](const char* name, const auto& value) {
    if (value.has_value()) parts.push_back(absl::StrCat(name, " ", *value));
  };
  duration("cpu", limits.cpu_time);
  duration("wall", limits.wall_time);
  duration("compiler", flags.compile_time_limit);
  number("memory", limits.memory_bytes);
  number("output", limits.output_bytes);
  number("tasks", limits.task_count);
  number("instructions", limits.instructions);
  if (flags.same_process) parts.push_back("same process");
  if (!flags.language.empty()) parts.push_back(absl::StrCat("language ", flags.language));
  return absl::StrJoin(parts, ", ");
}

// What identical submissions share beside themselves, their problem and their toolchain.
std::string MemoSalt(const BatchHost& host, const std::string& options) {
  return absl::StrCat(host.version, "\n", options, "\n", host.memo_salt);
}

// A batch on its way from its flags to its exit code.
class Batch {
 public:
  Batch(const BatchFlags& flags, const BatchInput& input, const BatchHost& host)
      : flags_(flags), input_(input), host_(host) {}

  int Run();

 private:
  absl::Status LookThrough();
  absl::Status OpenResults();
  absl::Status Judge();
  absl::StatusOr<std::string> Toolchain(const ::judge::v1::Language& language);
  int Conclude(const absl::Status& status);
  void SayTotals(const Totals& totals, const ResultsSummary& summary) const;

  const BatchFlags& flags_;
  const BatchInput& input_;
  const BatchHost& host_;
  // Absent for a pipe.
  std::optional<BatchSurvey> survey_;
  BatchManifest manifest_;
  // By the languages' ids. Asking takes up to a second each: from a pipe, only once one comes.
  std::map<std::string, std::string> toolchains_;
  DoneSet done_;
  std::unique_ptr<ResultsFile> results_;
  std::unique_ptr<Memo> memo_;
  std::unique_ptr<BatchProgress> progress_;
  BatchCounts counts_;
  absl::Duration elapsed_;
};

// Sets the manifest. With --strict, what is no good ends the batch here.
absl::Status Batch::LookThrough() {
  if (input_.rereadable()) {
    ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<EntrySource> entries,
                           input_.Entries(host_.cancellation));
    ASSAY_ASSIGN_OR_RETURN(survey_, SurveyEntries(*entries, host_.cancellation, flags_.resume));
    if (flags_.strict && survey_->bad_count > 0) {
      return absl::InvalidArgumentError(absl::StrCat(
          absl::string_view(survey_->first_bad.message()),
          survey_->bad_count > 1 ? absl::StrCat(" (and ", survey_->bad_count - 1, " more)") : ""));
    }
    ASSAY_ASSIGN_OR_RETURN(toolchains_, host_.toolchains(survey_->languages));
  } else if (flags_.resume) {
    return absl::InvalidArgumentError("--resume: a pipe cannot be read again; name a file");
  }
  manifest_.set_version(kManifestVersion);
  manifest_.set_assay_version(host_.version);
  if (survey_.has_value()) {
    manifest_.set_input_digest(survey_->digest);
    manifest_.set_submission_count(survey_->count);
  }
  for (const std::string& name : input_.problem_names()) {
    ::judge::v1::BatchProblem* const problem = manifest_.add_problems();
    problem->set_name(name);
    problem->set_digest(input_.problems().at(name).digest);
  }
  for (const auto& [id, version] : toolchains_) (*manifest_.mutable_toolchains())[id] = version;
  manifest_.set_options(
      absl::StrCat(OptionsText(flags_), host_.place.empty() ? "" : ", ", host_.place));
  if (flags_.set.has_value()) {
    manifest_.set_evaluation_set(*flags_.set == EvaluationKind::kMbpp ? "mbpp" : "humaneval");
  }
  return absl::OkStatus();
}

absl::Status Batch::OpenResults() {
  if (flags_.output.empty()) {
    results_ = ResultsFile::OnDescriptor(STDOUT_FILENO, "standard output");
  } else if (flags_.resume) {
    ASSAY_ASSIGN_OR_RETURN(results_, ResultsFile::Resume(flags_.output, manifest_, flags_.sync,
                                                         survey_->marks, &done_));
    survey_->marks = {};
  } else {
    ASSAY_ASSIGN_OR_RETURN(results_, ResultsFile::Create(flags_.output, manifest_, flags_.sync));
  }
  if (flags_.memo.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(memo_, Memo::Open(flags_.memo));
  return absl::OkStatus();
}

absl::StatusOr<std::string> Batch::Toolchain(const ::judge::v1::Language& language) {
  const auto known = toolchains_.find(language.id());
  if (known != toolchains_.end()) return known->second;
  ASSAY_ASSIGN_OR_RETURN(const auto asked, host_.toolchains({{language.id(), &language}}));
  toolchains_.insert(asked.begin(), asked.end());
  return toolchains_[language.id()];
}

absl::Status Batch::Judge() {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<EntryJudge> judge, host_.make_judge());
  if (!flags_.quiet) {
    ASSAY_ASSIGN_OR_RETURN(
        progress_,
        BatchProgress::Start(stderr, survey_.has_value() ? survey_->count : 0, done_.size()));
  }
  const auto say = [this](const std::string& line) {
    if (progress_ != nullptr) return progress_->Say(line);
    std::fprintf(stderr, "%s\n", line.c_str());
  };
  const BatchParts parts = {
      .judge = *judge,
      .cancellation = host_.cancellation,
      .problems = input_.problems(),
      .results = *results_,
      .done = done_,
      .memo = memo_.get(),
      .toolchain = [this](const ::judge::v1::Language& language) { return Toolchain(language); },
      .memo_salt = MemoSalt(host_, manifest_.options()),
      .on_progress =
          [this](const BatchCounts& counts) {
            if (progress_ != nullptr) progress_->Update(counts);
          },
      .on_host_failure =
          [&say](const std::string& origin, const absl::Status& status) {
            say(absl::StrCat("sandbox_cli: ", origin,
                             ": not judged: ", MakePrintableLine(status.message())));
          },
      .strict = flags_.strict};
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<EntrySource> entries,
                         input_.Entries(host_.cancellation));
  const absl::Time start = absl::Now();
  BatchRunner runner(parts);
  absl::Status status = runner.Run(*entries);
  elapsed_ = absl::Now() - start;
  counts_ = runner.counts();
  if (progress_ != nullptr) progress_->Stop();
  return status;
}

void Batch::SayTotals(const Totals& totals, const ResultsSummary& summary) const {
  if (flags_.quiet) return;
  std::FILE* const file = flags_.output.empty() ? stderr : stdout;
  ProgressState state = {
      .counts = counts_, .total = 0, .done_before = done_.size(), .elapsed = elapsed_};
  std::fprintf(file, "judged %s, in %s\n", ProgressText(state).c_str(),
               RoughDuration(elapsed_).c_str());
  if (done_.size() > 0) {
    std::fprintf(file, "all results: %d, %d accepted\n", static_cast<int>(totals.done),
                 static_cast<int>(totals.accepted));
  }
  std::fputs(PassAtKText(summary, flags_.ks).c_str(), file);
  if (flags_.set.has_value() && flags_.output.empty()) {
    std::fputs("pass@k is told with --output\n", file);
  }
  if (input_.set().has_value() && !flags_.output.empty()) {
    const size_t missing = input_.set()->ids.size() - summary.tasks.size();
    if (missing > 0) {
      std::fprintf(file, "%d of %d tasks have no sample and are in no mean\n",
                   static_cast<int>(missing), static_cast<int>(input_.set()->ids.size()));
    }
  }
}

int Batch::Conclude(const absl::Status& status) {
  if (!status.ok()) {
    const int code = host_.fail(absl::IsInvalidArgument(status) ? kExitUsage : kExitHost, status);
    if (!flags_.output.empty() && !flags_.quiet && results_ != nullptr) {
      std::fprintf(stderr, "sandbox_cli: %d results are in %s; --resume goes on with them\n",
                   static_cast<int>(done_.size() + counts_.done),
                   MakePrintableLine(flags_.output).c_str());
    }
    return code;
  }
  Totals totals = {.done = counts_.done,
                   .accepted = counts_.accepted,
                   .judge_errors = counts_.judge_errors,
                   .bad_entries = counts_.bad_entries};
  ResultsSummary summary;
  const ReportPaths& reports = flags_.reports;
  const bool report = !reports.html.empty() || !reports.csv.empty() || !reports.junit.empty();
  // Reading a million results back takes a while.
  if (!flags_.output.empty() && (report || flags_.set.has_value() || done_.size() > 0)) {
    absl::StatusOr<ResultsSummary> made = MakeReports(flags_.output, reports, flags_.ks);
    if (!made.ok()) return Fail(kExitHost, made.status());
    summary = *std::move(made);
    totals = {.done = summary.count,
              .accepted = summary.verdicts["ACCEPTED"],
              .judge_errors = summary.verdicts["JUDGE_ERROR"],
              .bad_entries = summary.verdicts["BAD_ENTRY"]};
  }
  SayTotals(totals, summary);
  if (counts_.host_failures > 0) {
    return Fail(kExitHost,
                absl::UnavailableError(absl::StrCat(
                    counts_.host_failures, " submissions were not judged; --resume tries again")));
  }
  if (totals.bad_entries > 0) {
    return Fail(kExitUsage,
                absl::InvalidArgumentError(absl::StrCat(
                    totals.bad_entries, " submissions are no good; their results say why")));
  }
  if (totals.judge_errors > 0) return kExitJudgeError;
  return flags_.fail_on_rejected && totals.accepted < totals.done ? kExitOtherVerdict
                                                                  : kExitAccepted;
}

int Batch::Run() {
  if (const absl::Status status = LookThrough(); !status.ok()) {
    return host_.fail(ExitCodeOfArgument(status), status);
  }
  if (const absl::Status status = OpenResults(); !status.ok()) {
    const bool users = absl::IsAlreadyExists(status) || absl::IsFailedPrecondition(status) ||
                       absl::IsUnavailable(status);
    return host_.fail(users ? kExitUsage : ExitCodeOfArgument(status), status);
  }
  return Conclude(Judge());
}

}  // namespace

absl::Status CheckBatchFiles(const BatchFlags& flags) {
  std::vector<NamedPath> read = {{"--completions", flags.completions}};
  for (const std::string& input : flags.inputs) {
    if (input != "-") read.push_back({"an input", input});
  }
  return CheckDistinct(read, {{"--output", flags.output},
                              {"--memo", flags.memo},
                              {"--html", flags.reports.html},
                              {"--csv", flags.reports.csv},
                              {"--junit", flags.reports.junit}});
}

void SayWhatIsOdd(const BatchFlags& flags, const BatchInput& input) {
  if (flags.quiet) return;
  for (const auto& [name, loaded] : input.problems()) {
    if (loaded.problem.ok()) continue;
    Fail(kExitJudgeError,
         Annotate(loaded.problem.status(),
                  absl::StrCat("problem ", name, " makes JUDGE_ERROR of its submissions")));
  }
  if (input.passed_over() > 0) {
    std::fprintf(stderr, "sandbox_cli: %d files are passed over: no language has their ending\n",
                 static_cast<int>(input.passed_over()));
  }
}

int RunBatch(const BatchFlags& flags, const BatchInput& input, const BatchHost& host) {
  return Batch(flags, input, host).Run();
}

}  // namespace assay::judge
