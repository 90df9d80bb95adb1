#include "judge/cli/remote/submission_follower.h"

#include <algorithm>
#include <optional>

#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;

constexpr absl::Duration kFirstDelay = absl::Milliseconds(100);
constexpr absl::Duration kLongestDelay = absl::Seconds(5);

// Whether the same call may have another end next time.
bool MayPass(const absl::Status& end, bool accepted) {
  if (absl::IsUnavailable(end)) return true;
  if (absl::IsResourceExhausted(end)) return RetryDelayOf(end).has_value();
  // Not the server's word, which has a reason, but that of a connection that broke.
  return accepted && (absl::IsInternal(end) || absl::IsUnknown(end)) && ReasonOf(end).empty();
}

}  // namespace

absl::StatusOr<Judgement> FollowSubmission(const FollowerParts& parts, EventPlace* place) {
  absl::Duration waited;
  absl::Duration delay = kFirstDelay;
  while (true) {
    std::optional<Judgement> judgement;
    bool heard = false;
    const absl::Status end = parts.stream(*place, [&](const SubmitEvent& event) {
      heard = true;
      if (place->attempt != 0 && event.attempt() != place->attempt) parts.on_restart();
      *place = {.submission_id = event.submission_id(),
                .attempt = event.attempt(),
                .sequence = event.sequence()};
      if (event.has_judgement()) judgement = event.judgement();
      parts.on_event(event);
    });
    if (judgement.has_value()) return *std::move(judgement);
    if (end.ok()) {
      return absl::InternalError("the server's events ended without a judgement; see its log");
    }
    if (!MayPass(end, !place->submission_id.empty())) return end;
    if (heard) {
      waited = absl::ZeroDuration();
      delay = kFirstDelay;
    }
    const absl::Duration pause = std::max(delay, RetryDelayOf(end).value_or(absl::ZeroDuration()));
    waited += pause;
    if (waited > parts.retry_for || !parts.wait(pause)) return end;
    delay = std::min(2 * delay, kLongestDelay);
  }
}

}  // namespace assay::judge
