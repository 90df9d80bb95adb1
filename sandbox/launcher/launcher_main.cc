// The launcher: a small, static, single-threaded process that makes jails for one supervisor.
//
// It starts with the supervisor's socket as descriptor 3 and ends, taking every jail with it, when
// that socket does. Jails are made by clone3(CLONE_VM): nothing is copied but what the new
// namespaces need. It allocates nothing after start-up.

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstddef>
#include <cstdint>

#include "sandbox/launcher/append.h"
#include "sandbox/launcher/jail_process.h"
#include "sandbox/launcher/landlock.h"
#include "sandbox/launcher/protocol.h"
#include "sandbox/launcher/raw_syscall.h"
#include "sandbox/launcher/template.h"
#include "sandbox/launcher/user_namespace.h"

namespace assay::sandbox::launcher {
namespace {

constexpr int kSupervisorSocket = 3;

LauncherReply Failure(Stage stage, long error) { return {stage, 0, static_cast<int32_t>(-error)}; }

class Launcher {
 public:
  Launcher(JailSlot* slots, JailTemplate* templates, bool rootless)
      : slots_(slots), templates_(templates), rootless_(rootless) {}

  // Returns 0 or -errno.
  long OpenHost() {
    const long proc = Syscall(SYS_openat, AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) return proc;
    host_.proc = static_cast<int>(proc);
    const long ns = Syscall(SYS_openat, proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC);
    if (ns < 0) return ns;
    host_.mount_namespace = static_cast<int>(ns);
    current_namespace_ = host_.mount_namespace;
    const long network = Syscall(SYS_openat, proc, "self/ns/net", O_RDONLY | O_CLOEXEC);
    if (network < 0) return network;
    host_.network_namespace = static_cast<int>(network);
    landlock_version_ = LandlockVersion();
    return 0;
  }

  // Answers requests until the supervisor is gone.
  void Serve() {
    alignas(16) static char message[kMaxMessageBytes];
    while (true) {
      int descriptors[kMaxJailDescriptors];
      int count = 0;
      const long size = ReceiveMessage(kSupervisorSocket, message, sizeof message, descriptors,
                                       kMaxJailDescriptors, &count, MSG_CMSG_CLOEXEC);
      if (size == 0) return;
      if (size < 0 && size != -EMSGSIZE && size != -EMFILE) return;
      int pidfd = -1;
      const LauncherReply reply =
          size < 0 ? Failure(Stage::kRequest, size)
                   : Answer(message, static_cast<size_t>(size), descriptors, count, &pidfd);
      Close(descriptors, count);
      const long sent =
          SendMessage(kSupervisorSocket, &reply, sizeof reply, &pidfd, pidfd >= 0 ? 1 : 0);
      if (pidfd >= 0) Syscall(SYS_close, pidfd);
      if (sent < 0) return;
    }
  }

 private:
  // They mostly came under consecutive numbers.
  static void Close(const int* descriptors, int count) {
    if (count == 0) return;
    const int first = descriptors[0];
    const int last = descriptors[count - 1];
    bool consecutive = true;
    for (int i = 0; i < count; ++i) consecutive = consecutive && descriptors[i] == first + i;
    if (consecutive && Syscall(SYS_close_range, first, last, 0) == 0) return;
    for (int i = 0; i < count; ++i) Syscall(SYS_close, descriptors[i]);
  }

  LauncherReply Answer(const char* message, size_t size, const int* descriptors, int count,
                       int* pidfd) {
    if (size < sizeof(DropTemplateRequest)) return Failure(Stage::kRequest, -EBADMSG);
    RequestType type;
    __builtin_memcpy(&type, message, sizeof type);
    switch (type) {
      case RequestType::kDefineTemplate:
        return DefineTemplate(message, size);
      case RequestType::kDropTemplate:
        return DropTemplate(*reinterpret_cast<const DropTemplateRequest*>(message));
      case RequestType::kMakeJail:
        if (size != sizeof(MakeJailRequest)) break;
        return MakeJail(*reinterpret_cast<const MakeJailRequest*>(message), descriptors, count,
                        pidfd);
    }
    return Failure(Stage::kRequest, -EBADMSG);
  }

  long EnterNamespace(int mount_namespace) {
    if (current_namespace_ == mount_namespace) return 0;
    const long error = Syscall(SYS_setns, mount_namespace, CLONE_NEWNS);
    if (error == 0) current_namespace_ = mount_namespace;
    return error;
  }

  LauncherReply DefineTemplate(const char* message, size_t size) {
    const uint32_t index =
        size < sizeof(DefineTemplateRequest)
            ? kMaxTemplates
            : reinterpret_cast<const DefineTemplateRequest*>(message)->template_index;
    if (index >= kMaxTemplates || templates_[index].mount_namespace > 0) {
      return Failure(Stage::kRequest, -EINVAL);
    }
    if (const long error = EnterNamespace(host_.mount_namespace); error < 0) {
      return Failure(Stage::kTemplateNamespace, error);
    }
    return BuildTemplate(host_, message, size, &templates_[index]);
  }

  LauncherReply DropTemplate(const DropTemplateRequest& request) {
    if (request.template_index >= kMaxTemplates ||
        templates_[request.template_index].mount_namespace <= 0) {
      return Failure(Stage::kRequest, -EINVAL);
    }
    // The namespace itself ends with its last jail; being in it would keep it.
    if (const long error = EnterNamespace(host_.mount_namespace); error < 0) {
      return Failure(Stage::kTemplateNamespace, error);
    }
    Syscall(SYS_close, templates_[request.template_index].mount_namespace);
    templates_[request.template_index].mount_namespace = 0;
    return {Stage::kNone, 0, 0};
  }

  LauncherReply MakeJail(const MakeJailRequest& request, const int* descriptors, int count,
                         int* pidfd) {
    const int first_cgroup = 1 + (request.has_work_mount != 0) + (request.has_network != 0);
    if (count < first_cgroup || count - first_cgroup > kMaxCgroupDescriptors) {
      return Failure(Stage::kRequest, -EBADMSG);
    }
    if (request.slot >= kMaxSlots || request.template_index >= kMaxTemplates ||
        templates_[request.template_index].mount_namespace <= 0) {
      return Failure(Stage::kRequest, -EINVAL);
    }
    const JailTemplate& jail_template = templates_[request.template_index];
    if (const long error = EnterNamespace(jail_template.mount_namespace); error < 0) {
      return Failure(Stage::kEnterTemplate, error);
    }
    JailSlot* slot = &slots_[request.slot];
    slot->request = request;
    slot->jail_template = &jail_template;
    slot->rootless = rootless_;
    slot->landlock_version = landlock_version_;
    slot->control = descriptors[0];
    slot->work_mount = request.has_work_mount != 0 ? descriptors[1] : -1;
    slot->cgroup_count = count - first_cgroup;
    for (int i = first_cgroup; i < count; ++i) {
      slot->cgroup_descriptors[i - first_cgroup] = descriptors[i];
    }
    const bool has_network = request.has_network != 0;
    if (has_network) {
      const long error = Syscall(SYS_setns, descriptors[first_cgroup - 1], CLONE_NEWNET);
      if (error < 0) return Failure(Stage::kEnterNetwork, error);
    }
    const long init = StartJail(slot, pidfd);
    // A launcher that stayed in a run's network would make the next jail in it.
    if (has_network && Syscall(SYS_setns, host_.network_namespace, CLONE_NEWNET) < 0) {
      ExitProcess(1);
    }
    if (init < 0) return Failure(Stage::kClone, init);
    const long error = MapIds(init, request.first_host_id);
    const IdMaps state = error < 0 ? IdMaps::kFailed : IdMaps::kWritten;
    if (slot->id_maps.exchange(state, std::memory_order_acq_rel) == IdMaps::kAwaited) {
      Syscall(SYS_futex, &slot->id_maps, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
    }
    if (error < 0) return Failure(Stage::kMapIds, error);
    return {Stage::kNone, 0, 0};
  }

  // Writes "INIT first 1\nPROGRAM first+1 1\n" to both maps of `pid`; without root, in whose
  // namespace there is one id, "PROGRAM 0 1\n".
  long MapIds(long pid, uint32_t first_host_id) {
    char map[64];
    char* end = map;
    if (rootless_) {
      end = AppendMapping(end, kProgramId, 0);
    } else {
      end = AppendMapping(end, kInitId, first_host_id);
      end = AppendMapping(end, kProgramId, first_host_id + 1);
    }
    for (const char* file : kIdMaps) {
      char path[32];
      Append(Append(path, pid), file);
      const long fd = Syscall(SYS_openat, host_.proc, path, O_WRONLY | O_CLOEXEC);
      if (fd < 0) return fd;
      const long written = Syscall(SYS_write, fd, map, end - map);
      Syscall(SYS_close, fd);
      if (written < 0) return written;
    }
    return 0;
  }

  static char* AppendMapping(char* out, uint32_t inside, uint32_t outside) {
    out = Append(Append(out, inside), " ");
    return Append(Append(out, outside), " 1\n");
  }

  static constexpr const char* kIdMaps[] = {"/gid_map", "/uid_map"};

  JailSlot* slots_;
  JailTemplate* templates_;
  const bool rootless_;
  HostDescriptors host_;
  int current_namespace_ = -1;
  long landlock_version_ = 0;
};

// Sets every resource limit (getrlimit(2)) that the supervisor happens to have and that could
// decide a run; jails lower what they want lower. Without CAP_SYS_RESOURCE hard limits stay, which
// the supervisor has checked.
long ShedLimits() {
  constexpr struct {
    int resource;
    uint64_t value;
  } kLimits[] = {
      {RLIMIT_AS, RLIM_INFINITY},
      // At 0 a core_pattern that is a pipe still starts its program, on the host, for each crash;
      // at 1 nothing is started and nothing written, see core(5). Jails inherit it.
      {RLIMIT_CORE, 1},
      {RLIMIT_CPU, RLIM_INFINITY},
      {RLIMIT_DATA, RLIM_INFINITY},
      {RLIMIT_FSIZE, RLIM_INFINITY},
      {RLIMIT_MEMLOCK, RLIM_INFINITY},
      {RLIMIT_MSGQUEUE, 0},
      // Jails use numbers above the control socket's while they are set up.
      {RLIMIT_NOFILE, kMaxOpenFiles},
      {RLIMIT_NPROC, RLIM_INFINITY},
      {RLIMIT_RSS, RLIM_INFINITY},
      {RLIMIT_STACK, RLIM_INFINITY},
  };
  for (const auto& [resource, value] : kLimits) {
    const rlimit wanted = {value, value};
    long error = Syscall(SYS_prlimit64, 0, resource, &wanted, 0);
    if (error == -EPERM) {
      rlimit limit = {};
      error = Syscall(SYS_prlimit64, 0, resource, 0, &limit);
      if (error < 0) return error;
      limit.rlim_cur = limit.rlim_max;
      error = Syscall(SYS_prlimit64, 0, resource, &limit, 0);
    }
    if (error < 0) return error;
  }
  return 0;
}

// Undoes what was inherited from the supervisor: descriptors, session, signal dispositions and
// mask, supplementary groups, limits, environment, network, System V IPC.
long ShedInheritance(bool rootless) {
  long error = Syscall(SYS_close_range, kSupervisorSocket + 1, ~0U, 0);
  if (error < 0) return error;
  // Executed from a descriptor, it would be shown as that descriptor's number.
  Syscall(SYS_prctl, PR_SET_NAME, "assay-launcher", 0, 0, 0);
  // A Ctrl-C at the supervisor's terminal is the supervisor's to handle.
  Syscall(SYS_setsid);
  Syscall(SYS_umask, 022);
  struct {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)();
    uint64_t mask;
  } action = {SIG_DFL, 0, nullptr, 0};
  for (int signal = 1; signal <= 64; ++signal) {
    Syscall(SYS_rt_sigaction, signal, &action, 0, sizeof action.mask);
  }
  // Its children, the jails' inits, are watched by pidfd and need no reaping.
  action.handler = SIG_IGN;
  Syscall(SYS_rt_sigaction, SIGCHLD, &action, 0, sizeof action.mask);
  const uint64_t no_signals = 0;
  Syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, 0, sizeof no_signals);
  if (!rootless) error = Syscall(SYS_setgroups, 0, 0);
  if (error < 0) return error;
  error = ShedLimits();
  if (error < 0) return error;
  // In here not even loopback is up, and jails that share them find nothing.
  error = Syscall(SYS_unshare, CLONE_NEWNET | CLONE_NEWIPC);
  if (error < 0) return error;
  // Jails must not read the launcher's memory, which their inits share.
  return Syscall(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// The address of zeroed memory that costs nothing until touched, or -errno.
long Reserve(size_t size) {
  return Syscall(SYS_mmap, 0, size, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

// Tells the supervisor, when it asks for something, why there is no launcher.
int GiveUp(Stage stage, long error) {
  char ignored;
  int count = 0;
  ReceiveMessage(kSupervisorSocket, &ignored, sizeof ignored, nullptr, 0, &count, MSG_CMSG_CLOEXEC);
  const LauncherReply reply = Failure(stage, error);
  SendMessage(kSupervisorSocket, &reply, sizeof reply, nullptr, 0);
  return 1;
}

int Main(const char* mode) {
  if (__builtin_strcmp(mode, kEnterUserNamespace) == 0) {
    return GiveUp(Stage::kUserNamespace, EnterUserNamespace());
  }
  const bool rootless = __builtin_strcmp(mode, kInUserNamespace) == 0;
  if (const long error = ShedInheritance(rootless); error < 0) {
    return GiveUp(Stage::kShedInheritance, error);
  }
  const long slots = Reserve(sizeof(JailSlot) * kMaxSlots);
  if (slots < 0) return GiveUp(Stage::kReserveMemory, slots);
  const long templates = Reserve(sizeof(JailTemplate) * kMaxTemplates);
  if (templates < 0) return GiveUp(Stage::kReserveMemory, templates);
  Launcher launcher(reinterpret_cast<JailSlot*>(slots), reinterpret_cast<JailTemplate*>(templates),
                    rootless);
  if (const long error = launcher.OpenHost(); error < 0) return GiveUp(Stage::kOpenProc, error);
  launcher.Serve();
  return 0;
}

}  // namespace
}  // namespace assay::sandbox::launcher

int main(int argc, char** argv) { return assay::sandbox::launcher::Main(argc > 1 ? argv[1] : ""); }
