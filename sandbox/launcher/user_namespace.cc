#include "sandbox/launcher/user_namespace.h"

#include <fcntl.h>
#include <linux/sched.h>

#include <cstdint>

#include "sandbox/launcher/append.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/launcher/raw_syscall.h"

namespace assay::sandbox::launcher {
namespace {

long WriteFile(const char* path, const char* text, const char* end) {
  const long fd = Syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return fd;
  const long written = Syscall(SYS_write, fd, text, end - text);
  Syscall(SYS_close, fd);
  return written < 0 ? written : 0;
}

long WriteMap(const char* path, long id) {
  char map[32];
  char* end = Append(map, "0 ");
  end = Append(end, static_cast<uint64_t>(id));
  end = Append(end, " 1\n");
  return WriteFile(path, map, end);
}

}  // namespace

long EnterUserNamespace() {
  const long user = Syscall(SYS_geteuid);
  const long group = Syscall(SYS_getegid);
  long error = Syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNS);
  if (error < 0) return error;
  // Else the kernel takes no map of groups from an ordinary user; see user_namespaces(7).
  constexpr char kDeny[] = "deny";
  error = WriteFile("/proc/self/setgroups", kDeny, kDeny + sizeof kDeny - 1);
  if (error == 0) error = WriteMap("/proc/self/gid_map", group);
  if (error == 0) error = WriteMap("/proc/self/uid_map", user);
  if (error < 0) return error;
  const char* const argv[] = {"assay-launcher", kInUserNamespace, nullptr};
  const char* const envp[] = {nullptr};
  return Syscall(SYS_execve, "/proc/self/exe", argv, envp);
}

}  // namespace assay::sandbox::launcher
