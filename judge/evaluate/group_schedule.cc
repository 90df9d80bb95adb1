#include "judge/evaluate/group_schedule.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "judge/score/problem_score.h"

namespace assay::judge {
namespace {

// Scoring takes time in proportion to the tests: in large problems with many failures it is asked
// less often, and a settled group may have some more tests run.
constexpr int kScoresEach = 1000;

struct Stops {
  bool operator()(const LegacyGrading& grading) const {
    return grading.break_on_reject && !grading.custom && !grading.accept_if_any_accepted &&
           !grading.ignore_sample &&
           grading.verdict_mode != LegacyGrading::VerdictMode::kAlwaysAccept;
  }
  bool operator()(const Aggregation&) const { return true; }
  bool operator()(const PointsPolicy&) const { return true; }
};

bool MaySettle(const TestResult& result) {
  return result.verdict != ::judge::v1::VERDICT_ACCEPTED || result.score.value_or(1) == 0 ||
         result.share.value_or(1) == 0;
}

}  // namespace

bool StopsAtFirstFailure(const Problem& problem) {
  if (problem.kind.scoring || problem.static_validator.has_value()) return false;
  return std::all_of(problem.groups.begin(), problem.groups.end(),
                     [](const TestGroup& group) { return std::visit(Stops(), group.grading); });
}

TestResult ScoredResult(const ::judge::v1::TestResult& result) {
  TestResult scored;
  scored.verdict = result.verdict();
  if (result.has_score()) scored.score = result.score();
  if (result.has_score_share()) scored.share = result.score_share();
  return scored;
}

GroupSchedule::GroupSchedule(const Problem& problem, bool all_tests,
                             std::vector<std::optional<TestResult>> static_results,
                             OnResult on_result)
    : problem_(problem),
      all_tests_(all_tests),
      static_results_(std::move(static_results)),
      on_result_(std::move(on_result)),
      count_(static_cast<int>(problem.tests.size())),
      results_(count_),
      handed_out_(count_),
      counted_(count_),
      needed_(count_, true) {
  for (int i = 0; i < count_; ++i) superseded_.push_back(std::make_unique<Cancellation>());
  const absl::MutexLock lock(&mutex_);
  Rescore();
  Advance();
}

bool GroupSchedule::IsWanted(int index) const {
  return error_.ok() && (all_tests_ || (needed_[index] && !judged_));
}

std::optional<Schedule::Ticket> GroupSchedule::Next() {
  const absl::MutexLock lock(&mutex_);
  next_ = std::max(next_, frontier_);
  while (next_ < count_ && !IsWanted(next_)) ++next_;
  if (next_ >= count_) return std::nullopt;
  handed_out_[next_] = true;
  --left_;
  return Ticket{.index = next_, .superseded = superseded_[next_++].get()};
}

int GroupSchedule::Left() const {
  const absl::MutexLock lock(&mutex_);
  return left_;
}

void GroupSchedule::CountLeft() {
  left_ = 0;
  for (int i = std::max(next_, frontier_); i < count_; ++i) left_ += IsWanted(i) ? 1 : 0;
}

void GroupSchedule::Finish(int index, absl::StatusOr<::judge::v1::TestResult> result) {
  const absl::MutexLock lock(&mutex_);
  // A test that was skipped meanwhile.
  if (index < frontier_) return;
  results_[index] = std::move(result);
  Advance();
}

void GroupSchedule::Skip(int index) {
  superseded_[index]->Cancel();
  results_[index].reset();
  if (handed_out_[index] && on_result_) on_result_(index, nullptr);
}

void GroupSchedule::Take(int index) {
  const absl::StatusOr<::judge::v1::TestResult>& result = *results_[index];
  if (!result.ok()) return End(result.status());
  const bool counts = needed_[index] && !judged_;
  if (on_result_) on_result_(index, &*result);
  if (!counts) return;
  counted_[index] = ScoredResult(*result);
  if (result->verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) {
    judged_ = true;
    CountLeft();
  } else if (MaySettle(*counted_[index])) {
    if (rescores_++ % (1 + count_ / kScoresEach) == 0) Rescore();
  }
}

void GroupSchedule::Advance() {
  while (frontier_ < count_) {
    if (!IsWanted(frontier_)) {
      Skip(frontier_++);
    } else if (results_[frontier_].has_value()) {
      Take(frontier_++);
    } else {
      return;
    }
  }
}

void GroupSchedule::End(const absl::Status& error) {
  error_ = error;
  left_ = 0;
}

void GroupSchedule::Rescore() {
  absl::StatusOr<ProblemScore> score = ScoreProblem(problem_, counted_, static_results_);
  if (!score.ok()) return End(score.status());
  for (int i = frontier_; i < count_; ++i) needed_[i] = score->needed[i];
  CountLeft();
  // What runs for nothing.
  for (int i = frontier_; i < next_; ++i) {
    if (!IsWanted(i)) superseded_[i]->Cancel();
  }
}

absl::StatusOr<std::vector<std::optional<::judge::v1::TestResult>>> GroupSchedule::Results() const {
  const absl::MutexLock lock(&mutex_);
  if (!error_.ok()) return error_;
  std::vector<std::optional<::judge::v1::TestResult>> results(count_);
  for (int i = 0; i < count_; ++i) {
    if (results_[i].has_value() && results_[i]->ok()) results[i] = **results_[i];
  }
  return results;
}

bool GroupSchedule::Counts(int index) const {
  const absl::MutexLock lock(&mutex_);
  return counted_[index].has_value();
}

}  // namespace assay::judge
