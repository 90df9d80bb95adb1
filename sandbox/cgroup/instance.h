#ifndef ASSAY_SANDBOX_CGROUP_INSTANCE_H_
#define ASSAY_SANDBOX_CGROUP_INSTANCE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/cgroup/control_directory.h"

namespace assay::sandbox {

// A directory of this process's own, of one name in several cgroup hierarchies, that everybody can
// see to be in use: its owner holds a flock(2) on the first hierarchy's. Destruction removes it
// with what it holds, and the directory above it if no other instance is there.
class CgroupInstance {
 public:
  // Makes ROOT/PARENT/INSTANCE in each of `roots`, of which the first carries the locks, and calls
  // `prepare` for each directory made, from the top (to enable controllers, to fill in a cpuset).
  // Instances below PARENT whose owner is dead are removed first.
  static absl::StatusOr<CgroupInstance> Create(
      const std::vector<std::string>& roots, const std::string& parent,
      const std::function<absl::Status(const std::string& directory)>& prepare);

  CgroupInstance(CgroupInstance&&) = default;
  CgroupInstance& operator=(CgroupInstance&&) = delete;
  ~CgroupInstance();

  // The instance's directory in each hierarchy, in the order of `roots`.
  const std::vector<ControlParent>& directories() const { return directories_; }

 private:
  CgroupInstance() = default;
  absl::Status Make(const std::vector<std::string>& parents,
                    const std::function<absl::Status(const std::string& directory)>& prepare);
  std::vector<ControlParent> directories_;
  UniqueFd lock_;
};

// Removes the cgroup `directory` and all groups below it, as far as they are empty.
void RemoveCgroupTree(const std::string& directory);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_INSTANCE_H_
