#ifndef ASSAY_JUDGE_EVALUATE_GROUP_SCHEDULE_H_
#define ASSAY_JUDGE_EVALUATE_GROUP_SCHEDULE_H_

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/schedule.h"
#include "judge/problem/problem.h"
#include "judge/score/result.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Whether the first test that is not accepted decides the judgement of `problem`, so that no other
// need be run: TestSchedule is for those, GroupSchedule for the rest.
bool StopsAtFirstFailure(const Problem& problem);

// A test's result as scoring takes it.
TestResult ScoredResult(const ::judge::v1::TestResult& result);

// The schedule of a problem whose groups decide which tests are needed (ScoreProblem()): a group
// whose result is settled has no further test run, unless `all_tests`; and none is run after a
// JUDGE_ERROR. Tests are run ahead, but their results count in their order, as if one ran after
// another.
class GroupSchedule : public Schedule {
 public:
  // Told of each handed-out test, in the tests' order, under a lock: its result, absent where it
  // is skipped all the same.
  using OnResult = std::function<void(int index, const ::judge::v1::TestResult* result)>;

  // `problem`, which has groups, outlives the object; `static_results` are by group.
  GroupSchedule(const Problem& problem, bool all_tests,
                std::vector<std::optional<TestResult>> static_results, OnResult on_result);

  std::optional<Ticket> Next() override;
  int Left() const override;
  void Finish(int index, absl::StatusOr<::judge::v1::TestResult> result) override;
  absl::StatusOr<std::vector<std::optional<::judge::v1::TestResult>>> Results() const override;
  bool Counts(int index) const override;

 private:
  bool IsWanted(int index) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Lets results count, in their order, as far as they are there.
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Skip(int index) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Take(int index) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void End(const absl::Status& error) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Asks which tests are needed, as a result may have settled something.
  void Rescore() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CountLeft() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Problem& problem_;
  const bool all_tests_;
  const std::vector<std::optional<TestResult>> static_results_;
  const OnResult on_result_;
  const int count_;

  mutable absl::Mutex mutex_;
  std::vector<std::unique_ptr<Cancellation>> superseded_ ABSL_GUARDED_BY(mutex_);
  // Handed out and ended, but not counted yet; then those of the tests before frontier_.
  std::vector<std::optional<absl::StatusOr<::judge::v1::TestResult>>> results_
      ABSL_GUARDED_BY(mutex_);
  std::vector<bool> handed_out_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::optional<TestResult>> counted_ ABSL_GUARDED_BY(mutex_);
  std::vector<bool> needed_ ABSL_GUARDED_BY(mutex_);
  // The next test to hand out, and the first one whose result does not count yet.
  int next_ ABSL_GUARDED_BY(mutex_) = 0;
  int frontier_ ABSL_GUARDED_BY(mutex_) = 0;
  int left_ ABSL_GUARDED_BY(mutex_) = 0;
  int rescores_ ABSL_GUARDED_BY(mutex_) = 0;
  // Nothing counts any more, for the problem's fault.
  bool judged_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_GROUP_SCHEDULE_H_
