#ifndef ASSAY_SANDBOX_MONITOR_CLASSIFY_H_
#define ASSAY_SANDBOX_MONITOR_CLASSIFY_H_

#include <optional>

#include "sandbox/limits.h"
#include "sandbox/run_result.h"

namespace assay::sandbox {

// What was seen of a run that is over.
struct RunFacts {
  // The program's end as wait4(2) gives it. Absent when the supervisor killed the jail first.
  std::optional<int> wait_status;
  // The limit for which the supervisor killed the jail, or the caller had it killed.
  std::optional<Limit> stopped_for;
  std::optional<SyscallDenied> denied;
};

// The outcome that the facts amount to. A run that ended by itself is still over a limit when its
// usage says so: its cpu time or its count of instructions is beyond the limit, the kernel killed
// one of its processes for memory, or it was signalled for a file's size. Without any fact it was
// stopped by the caller.
Outcome Classify(const RunFacts& facts, const Usage& usage, const Limits& limits);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_MONITOR_CLASSIFY_H_
