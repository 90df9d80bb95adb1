#ifndef ASSAY_SANDBOX_PERF_EVENT_COUNTER_H_
#define ASSAY_SANDBOX_PERF_EVENT_COUNTER_H_

#include <linux/perf_event.h>
#include <sys/types.h>

#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// `type` and `config` of perf_event_attr, see perf_event_open(2).
struct CountedEvent {
  uint32_t type = 0;
  uint64_t config = 0;
};

// Instructions that the cpu has retired. Needs a PMU.
inline constexpr CountedEvent kInstructionsRetired = {PERF_TYPE_HARDWARE,
                                                      PERF_COUNT_HW_INSTRUCTIONS};

struct EventCount {
  int64_t count = 0;
  // Cpu time during which the counter counted, of all processes together.
  absl::Duration counted_time;
};

// Counts an event in user mode from a process's next execve(2) on, in that process and in all that
// it makes from then on. Thread-safe.
class EventCounter {
 public:
  // `process` has not yet made others. NOT_FOUND or UNIMPLEMENTED when the host cannot count
  // `event`, PERMISSION_DENIED when this process may not.
  static absl::StatusOr<EventCounter> Open(const CountedEvent& event, pid_t process);

  // So far; also after the end of the processes. What a process did is lost from where it executes
  // a file that it may not read: the kernel ends the counting then, which shows in `counted_time`.
  // UNAVAILABLE when the PMU has no counter left for this one: it counts all the time or not at
  // all.
  absl::StatusOr<EventCount> Read() const;

 private:
  explicit EventCounter(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_PERF_EVENT_COUNTER_H_
