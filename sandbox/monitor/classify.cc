#include "sandbox/monitor/classify.h"

#include <sys/wait.h>

#include <csignal>

namespace assay::sandbox {

Outcome Classify(const RunFacts& facts, const Usage& usage, const Limits& limits) {
  if (facts.denied.has_value()) return *facts.denied;
  // The kernel's kill explains whatever came after it.
  if (usage.oom_kills > 0) return LimitExceeded{Limit::kMemory};
  if (facts.stopped_for.has_value()) return LimitExceeded{*facts.stopped_for};
  if (usage.cpu_time() > limits.cpu_time) return LimitExceeded{Limit::kCpuTime};
  if (limits.instructions.has_value() &&
      usage.instructions.value_or(*limits.instructions + 1) > *limits.instructions) {
    return LimitExceeded{Limit::kInstructions};
  }
  if (usage.wall_time > limits.wall_time) return LimitExceeded{Limit::kWallTime};
  if (!facts.wait_status.has_value()) return Stopped{};
  const int status = *facts.wait_status;
  if (WIFSIGNALED(status)) {
    if (WTERMSIG(status) == SIGXFSZ) return LimitExceeded{Limit::kFileSize};
    return Signaled{WTERMSIG(status)};
  }
  return Exited{WEXITSTATUS(status)};
}

}  // namespace assay::sandbox
