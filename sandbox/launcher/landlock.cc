#include "sandbox/launcher/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>

#include <cstdint>

#include "sandbox/launcher/raw_syscall.h"

namespace assay::sandbox::launcher {
namespace {

// As of ABI 6; Debian 12's header knows the first field only.
struct RulesetAttributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

constexpr uint64_t kTruncate = 1ULL << 14;
constexpr uint64_t kIoctlDevice = 1ULL << 15;
constexpr uint64_t kAllNetwork = 0b11;
constexpr uint64_t kAllScopes = 0b11;

constexpr uint64_t kRead =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kMakeDevice = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;

constexpr uint64_t HandledFileAccess(long abi) {
  uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (abi >= 2) handled |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3) handled |= kTruncate;
  if (abi >= 5) handled |= kIoctlDevice;
  return handled;
}

long AllowBeneath(long ruleset, const char* path, uint64_t access) {
  const long directory = Syscall(SYS_openat, AT_FDCWD, path, O_PATH | O_CLOEXEC);
  if (directory < 0) return directory;
  landlock_path_beneath_attr rule = {access, static_cast<int32_t>(directory)};
  const long error = Syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  Syscall(SYS_close, directory);
  return error;
}

}  // namespace

long LandlockVersion() {
  const long abi =
      Syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi == -ENOSYS || abi == -EOPNOTSUPP ? 0 : abi;
}

long RestrictAccess(long abi, bool writable_root, bool network) {
  if (abi <= 0) return abi;
  const uint64_t handled = HandledFileAccess(abi);
  RulesetAttributes attributes = {handled, 0, 0};
  size_t size = sizeof attributes.handled_access_fs;
  if (abi >= 4) {
    attributes.handled_access_net = network ? 0 : kAllNetwork;
    size += sizeof attributes.handled_access_net;
  }
  if (abi >= 6) {
    attributes.scoped = kAllScopes;
    size += sizeof attributes.scoped;
  }
  const long ruleset = Syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return ruleset;

  const uint64_t change = handled & ~(kMakeDevice | kIoctlDevice);
  const uint64_t write = handled & (LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate);
  long error = AllowBeneath(ruleset, "/", writable_root ? change : kRead);
  if (error == 0) error = AllowBeneath(ruleset, "/work", change);
  if (error == 0) error = AllowBeneath(ruleset, "/dev", write);
  if (error == 0) error = Syscall(SYS_landlock_restrict_self, ruleset, 0);
  Syscall(SYS_close, ruleset);
  return error;
}

}  // namespace assay::sandbox::launcher
