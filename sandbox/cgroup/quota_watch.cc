#include "sandbox/cgroup/quota_watch.h"

#include <fcntl.h>

#include <cstdint>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/file.h"
#include "sandbox/cgroup/control_directory.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kMaxFileBytes = 4096;

// v2 writes "max 100000" for none, v1 a negative number. The root of either has no such file.
bool HasQuota(int version, const std::string& directory) {
  const absl::StatusOr<std::string> text = ReadFile(
      absl::StrCat(directory, version == 1 ? "/cpu.cfs_quota_us" : "/cpu.max"), kMaxFileBytes);
  return text.ok() && !text->empty() && !absl::StartsWith(*text, version == 1 ? "-" : "max");
}

}  // namespace

QuotaWatch QuotaWatch::Open(int version, const std::string& mount_point, absl::string_view group) {
  QuotaWatch watch;
  watch.version_ = version;
  std::vector<std::string> directories = {mount_point};
  for (const absl::string_view name : absl::StrSplit(group, '/', absl::SkipEmpty())) {
    directories.push_back(absl::StrCat(directories.back(), "/", name));
  }
  for (const std::string& directory : directories) {
    if (!HasQuota(version, directory)) continue;
    absl::StatusOr<UniqueFd> stat = OpenFile(directory + "/cpu.stat", O_RDONLY);
    if (stat.ok()) watch.stats_.push_back(*std::move(stat));
  }
  return watch;
}

std::optional<absl::Duration> QuotaWatch::ThrottledTime() const {
  if (stats_.empty()) return std::nullopt;
  absl::Duration total;
  for (const UniqueFd& stat : stats_) {
    const absl::StatusOr<std::string> text = ReadControl(stat.get(), "cpu.stat");
    if (!text.ok()) return std::nullopt;
    const absl::StatusOr<int64_t> throttled =
        ParseKeyedNumber(*text, version_ == 1 ? "throttled_time" : "throttled_usec");
    if (!throttled.ok()) return std::nullopt;
    total += version_ == 1 ? absl::Nanoseconds(*throttled) : absl::Microseconds(*throttled);
  }
  return total;
}

}  // namespace assay::sandbox
