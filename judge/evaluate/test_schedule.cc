#include "judge/evaluate/test_schedule.h"

#include <algorithm>
#include <utility>

#include "judge/evaluate/verdict.h"

namespace assay::judge {

TestSchedule::TestSchedule(int test_count, bool all_tests)
    : all_tests_(all_tests), last_(test_count - 1), results_(test_count) {
  for (int i = 0; i < test_count; ++i) superseded_.push_back(std::make_unique<Cancellation>());
}

std::optional<Schedule::Ticket> TestSchedule::Next() {
  const absl::MutexLock lock(&mutex_);
  if (next_ > last_) return std::nullopt;
  const int index = next_++;
  return Ticket{.index = index, .superseded = superseded_[index].get()};
}

int TestSchedule::Left() const {
  const absl::MutexLock lock(&mutex_);
  return std::max(last_ - next_ + 1, 0);
}

void TestSchedule::Finish(int index, absl::StatusOr<::judge::v1::TestResult> result) {
  const absl::MutexLock lock(&mutex_);
  if (index > last_) return;
  if (!result.ok()) {
    StopAfter(index);
    error_ = result.status();
    return;
  }
  if (IsFailure(result->verdict()) && !all_tests_) {
    StopAfter(index);
    error_ = absl::OkStatus();
  }
  results_[index] = *std::move(result);
}

void TestSchedule::StopAfter(int index) {
  for (int i = index + 1; i <= last_; ++i) {
    superseded_[i]->Cancel();
    results_[i].reset();
  }
  last_ = index;
}

absl::StatusOr<std::vector<std::optional<::judge::v1::TestResult>>> TestSchedule::Results() const {
  const absl::MutexLock lock(&mutex_);
  if (!error_.ok()) return error_;
  return results_;
}

bool TestSchedule::Counts(int index) const {
  const absl::MutexLock lock(&mutex_);
  return results_[index].has_value();
}

}  // namespace assay::judge
