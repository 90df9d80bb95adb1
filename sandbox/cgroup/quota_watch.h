#ifndef ASSAY_SANDBOX_CGROUP_QUOTA_WATCH_H_
#define ASSAY_SANDBOX_CGROUP_QUOTA_WATCH_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// The cpu quotas of control groups that everything runs below, such as a container's. Move-only;
// const methods are thread-safe.
class QuotaWatch {
 public:
  // Watches nothing.
  QuotaWatch() = default;

  // Looks at `mount_point` of the cpu controller of `version` and at each group on the way down to
  // `group`, a path relative to it. Groups that have no quota now, or do not exist, are not
  // watched.
  static QuotaWatch Open(int version, const std::string& mount_point, absl::string_view group);

  // How long tasks of the watched groups have been held back so far, the groups added up. Absent
  // when none is watched.
  std::optional<absl::Duration> ThrottledTime() const;

 private:
  int version_ = 2;
  // cpu.stat of each.
  std::vector<UniqueFd> stats_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_QUOTA_WATCH_H_
