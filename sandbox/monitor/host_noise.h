#ifndef ASSAY_SANDBOX_MONITOR_HOST_NOISE_H_
#define ASSAY_SANDBOX_MONITOR_HOST_NOISE_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/cgroup/quota_watch.h"
#include "sandbox/run_result.h"

namespace assay::sandbox {

// What the host has counted so far against whoever runs on a cpu, and below its quotas. Absent:
// not told.
struct NoiseReading {
  // Of the cpu, since boot.
  std::optional<absl::Duration> steal = std::nullopt;
  std::optional<absl::Duration> run_delay = std::nullopt;
  // See QuotaWatch.
  std::optional<absl::Duration> throttled = std::nullopt;
};

// Where the host counts what may disturb a run. Move-only; const methods are thread-safe.
class HostNoise {
 public:
  // For runs whose groups are made under `cgroup_parent`; `privileged`: see
  // CgroupManager::Create(). What the host does not have stays absent from every reading.
  static HostNoise Open(const std::string& cgroup_parent, bool privileged);

  // One file for the steal, one for each quota, and with version 1 /proc/schedstat where it is
  // there. Without `cpu`, that of the run, only the quotas are read.
  NoiseReading Read(std::optional<int> cpu) const;

 private:
  HostNoise() = default;

  // /proc/stat.
  UniqueFd stat_;
  bool has_schedstat_ = false;
  QuotaWatch quotas_;
};

// Sets in `evidence` what went on between two readings, as far as both have it.
void AddDifference(const NoiseReading& after, const NoiseReading& before, TimeEvidence& evidence);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_MONITOR_HOST_NOISE_H_
