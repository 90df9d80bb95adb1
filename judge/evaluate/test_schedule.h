#ifndef ASSAY_JUDGE_EVALUATE_TEST_SCHEDULE_H_
#define ASSAY_JUDGE_EVALUATE_TEST_SCHEDULE_H_

#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/schedule.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// The schedule of a problem in which the first failure decides.
//
// Without `all_tests`, a test that fails stops those after it, and only those: one before it may
// fail yet, and then counts instead. So the results are those of running one test after another.
class TestSchedule : public Schedule {
 public:
  TestSchedule(int test_count, bool all_tests);

  std::optional<Ticket> Next() override;
  int Left() const override;
  void Finish(int index, absl::StatusOr<::judge::v1::TestResult> result) override;
  absl::StatusOr<std::vector<std::optional<::judge::v1::TestResult>>> Results() const override;
  bool Counts(int index) const override;

 private:
  // Nothing after this index counts.
  void StopAfter(int index) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const bool all_tests_;
  mutable absl::Mutex mutex_;
  int next_ ABSL_GUARDED_BY(mutex_) = 0;
  int last_ ABSL_GUARDED_BY(mutex_);
  // The error of test last_, when that is what stopped the rest.
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Cancellation>> superseded_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::optional<::judge::v1::TestResult>> results_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_TEST_SCHEDULE_H_
