#include "sandbox/perf/event_counter.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {

absl::StatusOr<EventCounter> EventCounter::Open(const CountedEvent& event, pid_t process) {
  perf_event_attr attributes = {};
  attributes.size = sizeof attributes;
  attributes.type = event.type;
  attributes.config = event.config;
  attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
  attributes.disabled = 1;
  attributes.enable_on_exec = 1;
  attributes.inherit = 1;
  // On the PMU always, never in turns with others: a count that is scaled up is no measure.
  attributes.pinned = 1;
  // What interrupts and other work of the kernel's add differs from run to run.
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  const long fd = syscall(SYS_perf_event_open, &attributes, process, /*cpu=*/-1, /*group_fd=*/-1,
                          PERF_FLAG_FD_CLOEXEC);
  if (fd < 0) return ErrnoStatus(errno, absl::StrCat("perf_event_open for process ", process));
  return EventCounter(UniqueFd(static_cast<int>(fd)));
}

absl::StatusOr<EventCount> EventCounter::Read() const {
  struct {
    uint64_t value;
    uint64_t enabled_ns;
    uint64_t running_ns;
  } data = {};
  const ssize_t size = read(fd_.get(), &data, sizeof data);
  if (size < 0) return ErrnoStatus(errno, "read a performance counter");
  // A pinned counter that found no place reads as the end of a file.
  if (size != sizeof data) {
    return absl::UnavailableError(
        "the PMU has no counter free: end what else counts on this host, such as perf");
  }
  return EventCount{static_cast<int64_t>(data.value),
                    absl::Nanoseconds(static_cast<int64_t>(data.running_ns))};
}

}  // namespace assay::sandbox
