#include "sandbox/host/kernel_features.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/launcher/protocol.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kMaxProcBytes = 1 << 20;

std::string ReadOrEmpty(const std::string& path) {
  return ReadFile(path, kMaxProcBytes).value_or("");
}

// The errno of a raw call; 0 for success. A descriptor that it returned is closed.
int ErrnoOf(long result, bool is_descriptor = false) {
  if (result < 0) return errno;
  if (is_descriptor) close(static_cast<int>(result));
  return 0;
}

// Where /proc does not tell, none.
uint64_t EffectiveCapabilities() {
  return ParseEffectiveCapabilities(ReadOrEmpty("/proc/self/status")).value_or(0);
}

// The errno with which this process would fail to become root of a user namespace that may mount; 0
// if it can.
int TryUserNamespace() {
  const pid_t child = vfork();
  if (child < 0) return errno;
  if (child == 0) {
    // Some systems give the namespace, but no capability in it.
    const bool works = unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
                       mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    _exit(works ? 0 : errno);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return errno;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

// Each of these is refused for its size of 0 before it does anything, or does nothing.
std::vector<HostFeature> ProbeSyscalls() {
  return {
      JudgeSyscall("clone3", ErrnoOf(syscall(SYS_clone3, nullptr, 0)), "5.3"),
      JudgeSyscall("pidfd_open", ErrnoOf(syscall(SYS_pidfd_open, getpid(), 0), true), "5.3"),
      JudgeSyscall("openat2", ErrnoOf(syscall(SYS_openat2, AT_FDCWD, "/", nullptr, 0)), "5.6"),
      JudgeSyscall("close_range", ErrnoOf(syscall(SYS_close_range, ~0U, ~0U, 0)), "5.9"),
      JudgeSyscall("mount_setattr",
                   ErrnoOf(syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, nullptr, 0)), "5.12"),
  };
}

HostFeature ProbeSeccomp() {
  constexpr char kName[] = "seccomp user notification";
  uint32_t action = SECCOMP_RET_USER_NOTIF;
  seccomp_notif_sizes sizes = {};
  int error_number = ErrnoOf(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
  if (error_number == 0) {
    error_number = ErrnoOf(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
  }
  if (error_number == 0) return Present(kName, true, "available");
  return Missing(kName, true, ErrnoName(error_number),
                 "use Linux 5.0 or later with CONFIG_SECCOMP_FILTER; in a container, lift its own "
                 "seccomp profile");
}

HostFeature ProbeResourceLimits(bool may_raise) {
  constexpr struct {
    const char* name;
    __rlimit_resource resource;
    rlim_t least;
  } kWanted[] = {
      {"as", RLIMIT_AS, RLIM_INFINITY},       {"core", RLIMIT_CORE, 1},

      {"cpu", RLIMIT_CPU, RLIM_INFINITY},     {"data", RLIMIT_DATA, RLIM_INFINITY},
      {"fsize", RLIMIT_FSIZE, RLIM_INFINITY}, {"nofile", RLIMIT_NOFILE, launcher::kMaxOpenFiles},
      {"rss", RLIMIT_RSS, RLIM_INFINITY},     {"stack", RLIMIT_STACK, RLIM_INFINITY},
  };
  std::vector<std::string> low;
  for (const auto& wanted : kWanted) {
    rlimit limit = {};
    getrlimit(wanted.resource, &limit);
    if (limit.rlim_max < wanted.least) low.push_back(wanted.name);
  }
  return JudgeResourceLimits(low, may_raise);
}

HostFeature ProbeLandlock() {
  const long abi =
      syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi > 0) return Present("landlock", false, absl::StrCat("ABI ", abi));
  return Missing("landlock", false, ErrnoName(errno),
                 "use Linux 5.13 or later with landlock in the boot parameter lsm=");
}

}  // namespace

std::optional<std::pair<int, int>> ParseKernelRelease(absl::string_view release) {
  const std::vector<absl::string_view> parts = absl::StrSplit(release, absl::MaxSplits('.', 2));
  if (parts.size() < 2) return std::nullopt;
  // The minor number may have a suffix, as in "7.0-rc1".
  const size_t digits = std::min(parts[1].find_first_not_of("0123456789"), parts[1].size());
  int major = 0;
  int minor = 0;
  if (!absl::SimpleAtoi(parts[0], &major) ||
      !absl::SimpleAtoi(parts[1].substr(0, digits), &minor) || major < 0) {
    return std::nullopt;
  }
  return std::make_pair(major, minor);
}

std::optional<uint64_t> ParseEffectiveCapabilities(absl::string_view proc_status) {
  for (absl::string_view line : absl::StrSplit(proc_status, '\n')) {
    if (!absl::ConsumePrefix(&line, "CapEff:")) continue;
    uint64_t set = 0;
    if (!absl::SimpleHexAtoi(absl::StripAsciiWhitespace(line), &set)) return std::nullopt;
    return set;
  }
  return std::nullopt;
}

HostFeature JudgeKernelRelease(absl::string_view release) {
  // cgroup.kill came with 5.14, mount_setattr with 5.12.
  constexpr std::pair<int, int> kOldest = {5, 14};
  const auto version = ParseKernelRelease(release);
  if (version.has_value() && *version >= kOldest) {
    return Present("kernel", true, absl::StrCat("Linux ", release));
  }
  return Missing("kernel", true, absl::StrCat("Linux ", release),
                 "use Linux 5.14 or later, such as Debian 12's");
}

std::vector<std::string> MissingCapabilities(uint64_t effective) {
  constexpr std::pair<int, const char*> kNeeded[] = {
      {CAP_CHOWN, "CAP_CHOWN"},         {CAP_DAC_OVERRIDE, "CAP_DAC_OVERRIDE"},
      {CAP_KILL, "CAP_KILL"},           {CAP_SETGID, "CAP_SETGID"},
      {CAP_SETUID, "CAP_SETUID"},       {CAP_SYS_CHROOT, "CAP_SYS_CHROOT"},
      {CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
  };
  std::vector<std::string> missing;
  for (const auto& [capability, name] : kNeeded) {
    if ((effective >> capability & 1) == 0) missing.push_back(name);
  }
  return missing;
}

std::vector<HostFeature> JudgePrivileges(const std::vector<std::string>& missing,
                                         int user_namespace_error) {
  constexpr char kName[] = "privileges";
  constexpr char kOwnIds[] = "own user ids";
  if (missing.empty()) {
    return {Present(kName, true, "all capabilities that jails need"),
            Present(kOwnIds, true, "each jail has host ids of its own")};
  }
  HostFeature shared = Missing(
      kOwnIds, true, "without root, programs run under your own user id and groups",
      absl::StrCat("run as root (sudo); or accept it by its name: --weaken ", kSharedUserId));
  shared.weakness = kSharedUserId;
  if (user_namespace_error == 0) {
    return {Present(kName, true, "none; a user namespace gives what jails need"), shared};
  }
  return {Missing(kName, true,
                  absl::StrCat("no ", absl::StrJoin(missing, ", "),
                               "; and no user namespace: ", ErrnoName(user_namespace_error)),
                  "run as root (sudo; a container: with --privileged), or let users make "
                  "namespaces: sysctl -w kernel.unprivileged_userns_clone=1 "
                  "kernel.apparmor_restrict_unprivileged_userns=0"),
          shared};
}

HostFeature JudgeResourceLimits(const std::vector<std::string>& low, bool may_raise) {
  constexpr char kName[] = "resource limits";
  if (low.empty()) return Present(kName, true, "no hard limit is in a run's way");
  const std::string detail = absl::StrCat("low hard limits: ", absl::StrJoin(low, ", "));
  if (may_raise) return Present(kName, true, absl::StrCat(detail, ", which jails do not inherit"));
  return Missing(kName, true, detail,
                 "start this without them (ulimit -H, /etc/security/limits.conf, systemd's "
                 "Limit*=), or with CAP_SYS_RESOURCE");
}

HostFeature JudgeNamespace(const std::string& name, bool namespace_file_exists,
                           absl::string_view maximum) {
  const std::string feature = absl::StrCat(name, " namespace");
  if (!namespace_file_exists) {
    return Missing(feature, true, "the kernel does not have it",
                   "use a kernel with all namespaces, such as Debian's");
  }
  const std::string sysctl = absl::StrCat("user.max_", name, "_namespaces");
  int64_t count = 0;
  if (!absl::SimpleAtoi(absl::StripAsciiWhitespace(maximum), &count)) {
    // The kernel always tells; what hides it (a container's /proc) does not say that there are
    // none.
    return Present(feature, true, absl::StrCat(sysctl, " is not readable"));
  }
  if (count > 0) return Present(feature, true, absl::StrCat("at most ", count));
  return Missing(feature, true, absl::StrCat(sysctl, " is ", count),
                 absl::StrCat("sysctl -w ", sysctl, "=16384"));
}

HostFeature JudgeSyscall(const std::string& name, int error_number, absl::string_view since) {
  switch (error_number) {
    case ENOSYS:
      return Missing(name, true, "the kernel does not have it",
                     absl::StrCat("use Linux ", since, " or later"));
    case EPERM:
      return Missing(name, true, "forbidden to this process",
                     "lift the seccomp profile of the container or service that this runs in");
    default:
      return Present(name, true, "available");
  }
}

bool HasPrivileges() { return MissingCapabilities(EffectiveCapabilities()).empty(); }

std::vector<HostFeature> ProbeKernel() {
  utsname name = {};
  uname(&name);
  const uint64_t effective = EffectiveCapabilities();
  std::vector<HostFeature> features = {JudgeKernelRelease(name.release)};
  const std::vector<std::string> missing = MissingCapabilities(effective);
  for (HostFeature& feature : JudgePrivileges(missing, missing.empty() ? 0 : TryUserNamespace())) {
    features.push_back(std::move(feature));
  }
  features.push_back(ProbeResourceLimits((effective >> CAP_SYS_RESOURCE & 1) != 0));
  for (const char* space : {"user", "pid", "mnt", "net", "uts", "ipc", "cgroup"}) {
    features.push_back(
        JudgeNamespace(space, access(absl::StrCat("/proc/self/ns/", space).c_str(), F_OK) == 0,
                       ReadOrEmpty(absl::StrCat("/proc/sys/user/max_", space, "_namespaces"))));
  }
  for (HostFeature& feature : ProbeSyscalls()) features.push_back(std::move(feature));
  features.push_back(ProbeSeccomp());
  features.push_back(ProbeLandlock());
  return features;
}

}  // namespace assay::sandbox
