#include "judge/service/places.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"

namespace assay::judge {

absl::StatusOr<Places::Place> Places::Take() {
  if (++taken_ > count_) {
    --taken_;
    return WithRetry(
        WithReason(absl::ResourceExhaustedError(absl::StrCat(
                       count_, " bare runs wait or run, as many as this server takes")),
                   "QUEUE_FULL", {{"max_queued_submissions", absl::StrCat(count_)}}),
        absl::Seconds(1));
  }
  return Place(this, next_order_++);
}

}  // namespace assay::judge
