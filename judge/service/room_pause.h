#ifndef ASSAY_JUDGE_SERVICE_ROOM_PAUSE_H_
#define ASSAY_JUDGE_SERVICE_ROOM_PAUSE_H_

#include <algorithm>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"

namespace assay::judge {

// Whether something was refused that there is going to be room for.
inline bool IsFull(const absl::Status& status) {
  return absl::IsResourceExhausted(status) && RetryDelayOf(status).has_value();
}

// How long a stream waits before its next attempt with what there was no room for: each time twice
// as long. An attempt costs time, and all streams of a client may wait for the same room.
class RoomPause {
 public:
  // After one more attempt that IsFull().
  absl::Duration Next(const absl::Status& full) {
    const absl::Duration pause = std::min(*RetryDelayOf(full), pause_);
    pause_ = std::min(2 * pause_, kLongest);
    return pause;
  }
  // There was room.
  void Reset() { pause_ = kFirst; }

 private:
  static constexpr absl::Duration kFirst = absl::Milliseconds(100);
  static constexpr absl::Duration kLongest = absl::Seconds(2);

  absl::Duration pause_ = kFirst;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_ROOM_PAUSE_H_
