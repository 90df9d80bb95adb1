#ifndef ASSAY_SANDBOX_MOUNT_ROOT_PLAN_H_
#define ASSAY_SANDBOX_MOUNT_ROOT_PLAN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/root_filesystem.h"

namespace assay::sandbox {

// A step in building a jail's root, as the launcher runs it.
struct RootStep {
  launcher::StepKind kind;
  // A host path, or a link's target.
  std::string source;
  // Relative to the new root.
  std::string target;
  friend bool operator==(const RootStep&, const RootStep&) = default;
};

// Says whether a host path is a directory; an error if it can't be looked at.
using DirectoryTest = std::function<absl::StatusOr<bool>(const std::string& host_path)>;

// The steps that build `root` on an empty tmpfs: directories and mount points first, so that
// nothing is ever created in a bound host directory, then symbolic links, then binds.
// INVALID_ARGUMENT names a path that isn't absolute and normal, that stands on or below another
// mount or link, or that is the jail's own (/work, /tmp, /dev, /proc), or a bad working directory.
absl::StatusOr<std::vector<RootStep>> PlanRoot(const RootFilesystem& root,
                                               const DirectoryTest& is_directory);

// The DirectoryTest of the real host, by stat(2).
absl::StatusOr<bool> IsHostDirectory(const std::string& host_path);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_MOUNT_ROOT_PLAN_H_
