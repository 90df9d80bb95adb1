#include "judge/language/jail_root.h"

#include <unistd.h>

namespace assay::judge {

sandbox::RootFilesystem MakeJailRoot(
    const google::protobuf::RepeatedPtrField<::judge::v1::Mount>& mounts, bool proc) {
  sandbox::RootFilesystem root;
  root.proc = proc;
  for (const ::judge::v1::Mount& mount : mounts) {
    if (mount.has_symlink_target()) {
      root.symlinks.push_back({mount.jail_path(), mount.symlink_target()});
      continue;
    }
    if (mount.optional() && access(mount.host_path().c_str(), F_OK) != 0) continue;
    root.binds.push_back(
        {.host_path = mount.host_path(),
         .jail_path = mount.jail_path().empty() ? mount.host_path() : mount.jail_path()});
  }
  return root;
}

}  // namespace assay::judge
