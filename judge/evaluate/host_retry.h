#ifndef ASSAY_JUDGE_EVALUATE_HOST_RETRY_H_
#define ASSAY_JUDGE_EVALUATE_HOST_RETRY_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/evaluate/cancellation.h"
#include "sandbox/base/status.h"

namespace assay::judge {

// How often, and when, something is tried again that the host had no means for.
struct HostRetry {
  int max_retries = 0;
  // Before the first retry; each further one comes after three times the pause before.
  absl::Duration first_pause = absl::Milliseconds(100);
};

// Whether the host may be able to do later what it could not do now: it was out of descriptors,
// memory, processes or disk space, or a jail was killed from outside.
inline bool IsTransient(const absl::Status& status) {
  return absl::IsResourceExhausted(status) || absl::IsUnavailable(status);
}

// Calls `attempt`, which gives a StatusOr and begins from nothing each time, until it ends
// otherwise than by what IsTransient(). The last failure says how many attempts there were. The
// pauses keep the thread: what the host lacks it lacks for other work, too. They end early with
// `cancellation`, and so do the attempts.
template <typename Attempt>
auto RetryTransient(const HostRetry& retry, Cancellation& cancellation, Attempt attempt)
    -> decltype(attempt()) {
  absl::Duration pause = retry.first_pause;
  for (int retries = 0;; ++retries) {
    auto result = attempt();
    if (!IsTransient(result.status())) return result;
    if (retries == retry.max_retries) {
      if (retries == 0) return result;
      return Annotate(result.status(), absl::StrCat("after ", retries + 1, " attempts"));
    }
    if (cancellation.WaitFor(pause)) return absl::AbortedError("cancelled");
    pause *= 3;
  }
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_HOST_RETRY_H_
