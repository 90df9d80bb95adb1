#include "judge/verify/verify_submissions.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"
#include "judge/evaluate/convert.h"
#include "judge/evaluate/evaluator.h"
#include "judge/evaluate/judging.h"
#include "judge/language/language_store.h"
#include "judge/problem/program_source.h"
#include "judge/problem/time_limit.h"
#include "judge/verify/expectation_match.h"
#include "judge/verify/submission_report.h"
#include "judge/verify/submission_times.h"
#include "judge/verify/test_evidence.h"
#include "judge/verify/time_limit_report.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckResult;
using ::judge::v1::Judgement;
using ::judge::v1::SubmissionReport;

// For those that must not be too slow, before the limit is known.
constexpr absl::Duration kGenerousTime = absl::Minutes(1);

// What all texts of one judgement may take: a report has a line of a few of them.
constexpr int64_t kTextBytes = 1 << 20;

// The problem with some of its tests alone, and without scores: each is judged for itself.
template <typename Wanted>
Problem WithTests(const Problem& problem, const Wanted& wanted) {
  Problem part = problem;
  part.tests.erase(std::remove_if(part.tests.begin(), part.tests.end(),
                                  [&](const TestCase& test) { return !wanted(test.name); }),
                   part.tests.end());
  part.groups.clear();
  part.kind.scoring = false;
  part.static_validator.reset();
  part.grader.reset();
  return part;
}

bool IsTooSlow(const ::judge::v1::TestResult& result) {
  return result.verdict() == ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED ||
         result.verdict() == ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
}

// Judges the submissions of one package.
class SubmissionsVerifier {
 public:
  SubmissionsVerifier(const JudgeContext& context, const Problem& problem,
                      const VerifyOptions& options, ::judge::v1::PackageReport& report)
      : context_(context),
        options_(options),
        report_(report),
        problem_(problem),
        computed_(problem.time_limit_rule.has_value() && !problem.time_limit_given &&
                  !options.time_limit.has_value()) {
    if (options.time_limit.has_value()) problem_.limits.time = *options.time_limit;
  }

  absl::Status Verify() {
    for (const PackageSubmission& submission : problem_.submissions) {
      const bool wanted =
          options_.only.empty() ||
          std::any_of(options_.only.begin(), options_.only.end(), [&](const std::string& pattern) {
            return IsAbout(pattern, submission.name);
          });
      if (!wanted && !(computed_ && BoundsFromBelow(submission))) continue;
      entries_.push_back({.submission = &submission, .wanted = wanted});
      if (wanted) ++wanted_count_;
      ReadSource(entries_.back());
    }
    if (entries_.empty()) return absl::OkStatus();
    if (computed_) ASSAY_RETURN_IF_ERROR(ComputeLimit());
    ASSAY_RETURN_IF_ERROR(JudgeAll());
    ASSAY_RETURN_IF_ERROR(FindUpperBounds());
    ReportTimeLimit();
    for (Entry& entry : entries_) {
      if (entry.wanted) *report_.add_submissions() = std::move(entry.report);
    }
    return absl::OkStatus();
  }

 private:
  struct Entry {
    const PackageSubmission* submission = nullptr;
    bool wanted = true;
    std::optional<ProgramSource> source = std::nullopt;
    SubmissionReport report = {};
    // The report is of a judgement on all tests, and these are that judgement's: the slowest test,
    // and those that it was too slow on, and must be.
    bool judged = false;
    std::optional<TestTime> slowest = std::nullopt;
    std::vector<std::string> too_slow = {};
    // There will be no other report.
    bool reported = false;
    double multiplier() const { return source->language->run().time_multiplier(); }
  };

  void Unjudged(Entry& entry, CheckResult result, absl::string_view message) {
    entry.report = MakeUnjudgedReport(*entry.submission, result, message);
    entry.reported = true;
  }

  void Unjudged(Entry& entry, const absl::Status& status) {
    Unjudged(
        entry,
        IsProblemFault(status) ? ::judge::v1::CHECK_RESULT_FAULT : ::judge::v1::CHECK_RESULT_ERROR,
        status.message());
  }

  void ReadSource(Entry& entry) {
    const PackageSubmission& submission = *entry.submission;
    absl::StatusOr<ProgramSource> source =
        problem_.kind.submit_answer ? ReadAnswers(problem_, submission.program)
                                    : ReadProgramSource(problem_, submission.program,
                                                        context_.languages, submission.entry_point);
    if (absl::IsUnimplemented(source.status())) {
      // A language that this judge has not: the package is no worse for it.
      return Unjudged(
          entry, ::judge::v1::CHECK_RESULT_WARNING,
          absl::StrCat("was not judged: ", absl::string_view(source.status().message())));
    }
    if (!source.ok()) return Unjudged(entry, source.status());
    if (const absl::Status installed = CheckInstalled(*source->language); !installed.ok()) {
      return Unjudged(entry, ::judge::v1::CHECK_RESULT_ERROR, installed.message());
    }
    entry.source = *std::move(source);
  }

  void Progress(const Entry& entry, int done, int total) {
    if (!options_.on_progress) return;
    options_.on_progress(absl::StrCat("[", number_, "/", wanted_count_, "] ",
                                      MakePrintableLine(entry.submission->name)),
                         done, total);
  }

  absl::StatusOr<Judgement> Judge(const Entry& entry, const Problem& problem) {
    JudgingOptions options;
    options.all_tests = true;
    options.max_reruns = options_.max_reruns;
    options.text_bytes = kTextBytes;
    int done = 0;
    const int total = static_cast<int>(problem.tests.size());
    Progress(entry, 0, total);
    options.events.on_test_finished = [&](int, const ::judge::v1::TestResult&) {
      Progress(entry, ++done, total);
    };
    const Submission submission = {.source = entry.source->source,
                                   .language = entry.source->language};
    return Evaluate(context_, submission, problem, options, options_.jobs);
  }

  // Keeps what is told of a judgement, which itself is large where there are many tests.
  void Report(Entry& entry, const Judgement& judgement) {
    entry.report = MakeSubmissionReport(problem_, *entry.submission, judgement);
    entry.judged = true;
    entry.slowest = SlowestTest(judgement, "", 1);
    entry.too_slow.clear();
    for (const ::judge::v1::TestResult& result : judgement.test_results()) {
      if (IsTooSlow(result) && BoundsFromAbove(*entry.submission, result.name())) {
        entry.too_slow.push_back(result.name());
      }
    }
  }

  // ABORTED alone is an error; all else is said of the submission.
  absl::StatusOr<std::optional<Judgement>> TryToJudge(Entry& entry, const Problem& problem) {
    absl::StatusOr<Judgement> judgement = Judge(entry, problem);
    if (absl::IsAborted(judgement.status())) return judgement.status();
    if (!judgement.ok()) {
      Unjudged(entry, judgement.status());
      return std::optional<Judgement>();
    }
    return std::optional<Judgement>(*std::move(judgement));
  }

  // Runs what must not be too slow with a generous limit, on the tests that this is about.
  absl::Status ComputeLimit() {
    const absl::Duration given = problem_.limits.time;
    for (Entry& entry : entries_) {
      if (entry.reported || !BoundsFromBelow(*entry.submission)) continue;
      const auto bounds = [&](const std::string& test) {
        return BoundsFromBelow(*entry.submission, test);
      };
      const bool all = std::all_of(problem_.tests.begin(), problem_.tests.end(),
                                   [&](const TestCase& test) { return bounds(test.name); });
      Problem generous = all ? problem_ : WithTests(problem_, bounds);
      if (generous.tests.empty()) continue;
      generous.limits.time = kGenerousTime;
      NextNumber(entry);
      ASSAY_ASSIGN_OR_RETURN(const std::optional<Judgement> judgement, TryToJudge(entry, generous));
      if (!judgement.has_value()) continue;
      bounds_.AddLower(*entry.submission, *judgement, entry.multiplier());
      if (all) Report(entry, *judgement);
    }
    const absl::StatusOr<absl::Duration> limit =
        ComputeTimeLimit(*problem_.time_limit_rule, bounds_.times());
    if (!limit.ok()) {
      limit_status_ = limit.status();
      problem_.limits.time = given;
      return absl::OkStatus();
    }
    problem_.limits.time = *limit;
    return absl::OkStatus();
  }

  void NextNumber(const Entry& entry) {
    if (entry.wanted) number_ = std::min(number_ + 1, wanted_count_);
  }

  // Whether what was judged with a generous limit would have been judged alike with the computed
  // one, which is set then.
  bool StandsWithLimit(Entry& entry) const {
    const absl::Duration limit = problem_.limits.time * entry.multiplier();
    if (entry.slowest.has_value() && entry.slowest->time > limit) return false;
    SetDuration(limit, entry.report.mutable_cpu_time_limit());
    return true;
  }

  absl::Status JudgeAll() {
    for (Entry& entry : entries_) {
      if (entry.reported) continue;
      if (!entry.judged || !StandsWithLimit(entry)) {
        NextNumber(entry);
        ASSAY_ASSIGN_OR_RETURN(const std::optional<Judgement> judgement,
                               TryToJudge(entry, problem_));
        if (!judgement.has_value()) continue;
        Report(entry, *judgement);
        if (!computed_) bounds_.AddLower(*entry.submission, *judgement, entry.multiplier());
      }
      entry.reported = true;
    }
    return absl::OkStatus();
  }

  // How slow those are that must be too slow: as far as the margin goes.
  absl::Status FindUpperBounds() {
    if (!problem_.time_limit_rule.has_value()) return absl::OkStatus();
    const absl::Duration needed = LeastTooSlow(*problem_.time_limit_rule, problem_.limits.time);
    for (Entry& entry : entries_) {
      if (entry.too_slow.empty()) continue;
      ASSAY_ASSIGN_OR_RETURN(const std::optional<TestTime> slowest, MeasurePast(entry, needed));
      if (slowest.has_value()) bounds_.AddUpper(*entry.submission, *slowest);
    }
    return absl::OkStatus();
  }

  // The slowest of the tests on which the submission may be too slow, each run alone for `needed`,
  // until one takes as much. Absent: none is too slow, which is a discrepancy already.
  absl::StatusOr<std::optional<TestTime>> MeasurePast(Entry& entry, absl::Duration needed) {
    std::optional<TestTime> slowest;
    for (const std::string& name : entry.too_slow) {
      Problem past = WithTests(problem_, [&](const std::string& test) { return test == name; });
      if (past.tests.empty()) continue;
      past.limits.time = needed;
      const absl::StatusOr<Judgement> judgement = Judge(entry, past);
      if (absl::IsAborted(judgement.status())) return judgement.status();
      if (!judgement.ok() || judgement->test_results().empty()) continue;
      const ::judge::v1::TestResult& again = judgement->test_results(0);
      TestTime time = {.test = name, .time = CpuTimeOf(again) / entry.multiplier()};
      if (IsTooSlow(again)) time.time = std::max(time.time, needed);
      if (!slowest.has_value() || time.time > slowest->time) slowest = time;
      if (slowest->time >= needed) break;
    }
    return slowest;
  }

  void ReportTimeLimit() {
    std::optional<::judge::v1::TimeLimitReport> report =
        MakeTimeLimitReport(problem_, computed_, limit_status_, bounds_);
    if (report.has_value()) *report_.mutable_time_limit() = *std::move(report);
  }

  const JudgeContext& context_;
  const VerifyOptions& options_;
  ::judge::v1::PackageReport& report_;
  // With the limit that holds.
  Problem problem_;
  const bool computed_;
  std::vector<Entry> entries_;
  TimeBounds bounds_;
  // Why no limit could be computed.
  absl::Status limit_status_;
  int wanted_count_ = 0;
  int number_ = 0;
};

}  // namespace

absl::Status VerifySubmissions(const JudgeContext& context, const Problem& problem,
                               const VerifyOptions& options, ::judge::v1::PackageReport& report) {
  return SubmissionsVerifier(context, problem, options, report).Verify();
}

}  // namespace assay::judge
