#include "sandbox/monitor/host_noise.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "sandbox/base/file.h"
#include "sandbox/host/cgroup_features.h"
#include "sandbox/host/cpu_counters.h"
#include "sandbox/host/mountinfo.h"

namespace assay::sandbox {
namespace {

constexpr char kSchedstat[] = "/proc/schedstat";
constexpr int64_t kMaxSchedstatBytes = 16 << 20;

std::optional<absl::Duration> ReadSteal(int stat, int cpu) {
  // The lines of cpus are the file's first, each of a name and at most ten numbers of 20 digits.
  const size_t size = 256 * (static_cast<size_t>(cpu) + 2);
  const auto buffer = std::make_unique_for_overwrite<char[]>(size);
  const ssize_t count = pread(stat, buffer.get(), size, 0);
  if (count <= 0) return std::nullopt;
  const std::optional<CpuTimes> times =
      ParseCpuTimes(absl::string_view(buffer.get(), static_cast<size_t>(count)), cpu,
                    static_cast<int>(sysconf(_SC_CLK_TCK)));
  if (!times.has_value()) return std::nullopt;
  return times->steal;
}

std::optional<absl::Duration> ReadRunDelay(int cpu) {
  const absl::StatusOr<std::string> text = ReadFile(kSchedstat, kMaxSchedstatBytes);
  return text.ok() ? ParseRunDelay(*text, cpu) : std::nullopt;
}

// A counter of another cpu's may be read a little behind, and a host's clock be set back.
std::optional<absl::Duration> Difference(std::optional<absl::Duration> after,
                                         std::optional<absl::Duration> before) {
  if (!after.has_value() || !before.has_value()) return std::nullopt;
  return std::max(*after - *before, absl::ZeroDuration());
}

}  // namespace

HostNoise HostNoise::Open(const std::string& cgroup_parent, bool privileged) {
  HostNoise noise;
  absl::StatusOr<UniqueFd> stat = OpenFile("/proc/stat", O_RDONLY);
  if (stat.ok()) noise.stat_ = *std::move(stat);
  const CgroupFacts facts = ReadCgroupFacts(privileged);
  const std::optional<ControllerMount> mount =
      FindController("cpu", ParseMountinfo(facts.mountinfo), facts.v2_controllers);
  if (!mount.has_value()) return noise;
  // Version 2 tells it for each group.
  noise.has_schedstat_ = mount->version == 1 && access(kSchedstat, R_OK) == 0;
  absl::string_view group = cgroup_parent;
  if (facts.delegated.has_value()) {
    group = facts.delegated->directory;
    if (!absl::ConsumePrefix(&group, mount->mount_point)) group = "";
  }
  noise.quotas_ = QuotaWatch::Open(mount->version, mount->mount_point, group);
  return noise;
}

NoiseReading HostNoise::Read(std::optional<int> cpu) const {
  NoiseReading reading;
  reading.throttled = quotas_.ThrottledTime();
  if (!cpu.has_value()) return reading;
  if (stat_.valid()) reading.steal = ReadSteal(stat_.get(), *cpu);
  if (has_schedstat_) reading.run_delay = ReadRunDelay(*cpu);
  return reading;
}

void AddDifference(const NoiseReading& after, const NoiseReading& before, TimeEvidence& evidence) {
  evidence.steal = Difference(after.steal, before.steal);
  evidence.run_queue_delay = Difference(after.run_delay, before.run_delay);
  evidence.outer_throttled_time = Difference(after.throttled, before.throttled);
}

}  // namespace assay::sandbox
