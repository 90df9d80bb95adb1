#ifndef ASSAY_JUDGE_EVALUATE_SCHEDULE_H_
#define ASSAY_JUDGE_EVALUATE_SCHEDULE_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Hands a submission's tests out to workers and gathers their results. Thread-safe. What it gathers
// depends on the tests' results alone, never on the order in which they end.
class Schedule {
 public:
  virtual ~Schedule() = default;

  // A test to run.
  struct Ticket {
    int index = 0;
    // Cancelled when the test's result is no longer of interest.
    Cancellation* superseded = nullptr;
  };

  // The next test in order; absent when none is left, or after an error that ends everything.
  virtual std::optional<Ticket> Next() = 0;

  // How many tests Next() has yet to hand out, as things are.
  virtual int Left() const = 0;

  // The outcome of a handed-out test. An error of a superseded test is forgotten.
  virtual void Finish(int index, absl::StatusOr<::judge::v1::TestResult> result) = 0;

  // Once all workers are done: the results in order, absent for tests to be called SKIPPED; or the
  // error of the first test in order that had one and counts.
  virtual absl::StatusOr<std::vector<std::optional<::judge::v1::TestResult>>> Results() const = 0;

  // Then, too: whether the test at `index` has a result that counts for the judgement.
  virtual bool Counts(int index) const = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_SCHEDULE_H_
