#ifndef ASSAY_SANDBOX_LAUNCHER_TEMPLATE_H_
#define ASSAY_SANDBOX_LAUNCHER_TEMPLATE_H_

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>

#include "sandbox/launcher/protocol.h"

namespace assay::sandbox::launcher {

// In a template's namespace whose jails get a /proc: where the jail's root stands, and the host's
// procfs, until init has mounted its own and pivoted.
inline constexpr char kInnerRoot[] = "/root";
inline constexpr char kOuterProc[] = "/proc";

// What many jails have in common: a mount namespace whose root is already built and pivoted, and a
// seccomp filter. A jail's mount namespace is a copy of it.
struct JailTemplate {
  // Not positive: free.
  int mount_namespace = 0;
  bool proc = false;
  bool own_network = true;
  bool own_ipc = true;
  // Has a writable bind.
  bool writable_root = false;
  uint32_t filter_count = 0;
  sock_filter filter[kMaxFilterInstructions];
};

// Descriptors of the host that the launcher keeps.
struct HostDescriptors {
  int proc = -1;
  int mount_namespace = -1;
  // The launcher's own, which is empty.
  int network_namespace = -1;
};

// Builds the template that `message` (a DefineTemplateRequest of `size` bytes, checked here)
// describes, from the host's mount namespace, which the caller must be in.
LauncherReply BuildTemplate(const HostDescriptors& host, const char* message, size_t size,
                            JailTemplate* result);

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_TEMPLATE_H_
