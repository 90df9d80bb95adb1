#include "sandbox/launcher/jail_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "sandbox/launcher/append.h"
#include "sandbox/launcher/landlock.h"
#include "sandbox/launcher/message_check.h"
#include "sandbox/launcher/raw_syscall.h"

// Two processes of each jail, both in the launcher's address space on their slot's stacks:
//
//   init     pid 1. Waits for its id maps, makes the jail's private mounts, starts the program,
//            reaps everything, and reports the program's end when nothing else is left alive.
//   program  pid 2. Enters its control groups, gives up every privilege, loads the filter, and
//            waits to be told what to execute.
//
// The supervisor is told of a failure in either on the control socket.

namespace assay::sandbox::launcher {
namespace {

// Only by sendmsg: every filter allows it on the control socket. A call that is denied while this
// process itself holds the filter's listener would wait for ever.
long Send(const JailMessage& message, const int* descriptors = nullptr, int count = 0) {
  return SendMessage(kControlDescriptor, &message, sizeof message, descriptors, count);
}

[[noreturn]] void Fail(Stage stage, long error, int control = kControlDescriptor) {
  JailMessage message = {};
  message.type = JailMessageType::kSetupFailed;
  message.stage = stage;
  message.error_number = static_cast<int32_t>(-error);
  SendMessage(control, &message, sizeof message, nullptr, 0);
  ExitProcess(1);
}

// Until the control socket has its number, `control` is where it came.
void Check(Stage stage, long result, int control = kControlDescriptor) {
  if (result < 0) Fail(stage, result, control);
}

int64_t MonotonicTimeNs() {
  timespec now = {};
  Syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// `who`: RUSAGE_SELF, or RUSAGE_CHILDREN for all that were waited for. The call cannot fail.
TaskCounts CountTasks(int who) {
  rusage usage = {};
  Syscall(SYS_getrusage, who, &usage);
  return {usage.ru_nvcsw, usage.ru_nivcsw, usage.ru_majflt};
}

// Closes what came from the launcher, whose descriptors are all below the control socket.
void CloseInherited() {
  Check(Stage::kInitDescriptors, Syscall(SYS_close_range, 0, kControlDescriptor - 1, 0));
}

void MountWorkDirectory(const JailSlot& slot) {
  if (slot.work_mount >= 0) {
    Check(Stage::kWorkDirectory,
          Syscall(SYS_move_mount, slot.work_mount, "", AT_FDCWD, "/work", MOVE_MOUNT_F_EMPTY_PATH));
    return;
  }
  const MakeJailRequest& request = slot.request;
  char options[160];
  char* end = Append(options, "mode=0700,uid=1000,gid=1000,size=");
  static_assert(kProgramId == 1000);
  end = Append(end, request.work_bytes);
  end = Append(end, ",nr_inodes=");
  Append(end, request.work_inodes);
  Check(Stage::kWorkDirectory,
        Syscall(SYS_mount, "work", "/work", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOATIME, options));
}

// Mounts the jail's own /proc in its root, makes a copy of that root "/", and detaches the outer
// one with the host's procfs. The copy is there because pivot_root(2) takes no mount that came,
// locked, from a more privileged namespace.
void MountProc() {
  constexpr char kTarget[] = "/root/proc";
  Check(Stage::kProc,
        Syscall(SYS_mount, "proc", kTarget, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY,
                "subset=pid,hidepid=invisible"));
  const long tree = Syscall(SYS_open_tree, AT_FDCWD, kInnerRoot,
                            OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  Check(Stage::kProc, tree);
  Check(Stage::kProc, Syscall(SYS_move_mount, tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH));
  Check(Stage::kProc, Syscall(SYS_fchdir, tree));
  Syscall(SYS_close, tree);
  Check(Stage::kProc, Syscall(SYS_pivot_root, ".", "."));
  Check(Stage::kProc, Syscall(SYS_umount2, ".", MNT_DETACH));
  Check(Stage::kProc, Syscall(SYS_chdir, "/"));
}

// Never above the launcher's own hard limit, which nobody here may raise.
void SetLimit(int resource, uint64_t value) {
  rlimit limit = {value, value};
  const long error = Syscall(SYS_prlimit64, 0, resource, &limit, 0);
  if (error != -EPERM) return Check(Stage::kResourceLimits, error);
  Check(Stage::kResourceLimits, Syscall(SYS_prlimit64, 0, resource, 0, &limit));
  if (limit.rlim_max > value) limit.rlim_max = value;
  limit.rlim_cur = limit.rlim_max;
  Check(Stage::kResourceLimits, Syscall(SYS_prlimit64, 0, resource, &limit, 0));
}

// RLIMIT_CORE and RLIMIT_MSGQUEUE are the launcher's: see there.
void SetResourceLimits(const MakeJailRequest& request) {
  SetLimit(RLIMIT_NOFILE, request.open_files);
  SetLimit(RLIMIT_FSIZE, request.file_size_bytes);
  SetLimit(RLIMIT_STACK, request.stack_bytes);
  SetLimit(RLIMIT_MEMLOCK, 64 * 1024);
  // Queued signals and timers. The kernel counts those of all jails against the limit of the user
  // who made their namespaces, too: without a share, one jail's timers would be all jails' last.
  SetLimit(RLIMIT_SIGPENDING, 256);
}

// The ambient set and the inheritable one begin empty in a new user namespace, and the launcher has
// dropped the supplementary groups.
void DropPrivileges() {
  constexpr Stage kStage = Stage::kDropPrivileges;
  for (int capability = 0; capability < 64; ++capability) {
    const long error = Syscall(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0);
    if (error == -EINVAL) break;  // Beyond the kernel's last capability.
    Check(kStage, error);
  }
  Check(kStage, Syscall(SYS_setresgid, kProgramId, kProgramId, kProgramId));
  Check(kStage, Syscall(SYS_setresuid, kProgramId, kProgramId, kProgramId));
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[2] = {};
  Check(kStage, Syscall(SYS_capset, &header, none));
  Check(kStage, Syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

// Enters the run's control groups, and makes the last of them the root of a cgroup namespace, so
// that the path is invisible.
void EnterControlGroups(const JailSlot& slot) {
  for (int i = 0; i < slot.cgroup_count; ++i) {
    Check(Stage::kCgroup, Syscall(SYS_write, slot.cgroup_descriptors[i], "0", 1));
  }
  Check(Stage::kCgroupNamespace, Syscall(SYS_unshare, CLONE_NEWCGROUP));
}

[[noreturn]] void ExecuteOnRequest(JailSlot* slot) {
  // No other descriptor is open below the control socket: the three that come are 0, 1 and 2.
  // They come without close-on-exec; everything else has it.
  int descriptors[3];
  int count = 0;
  const long size = ReceiveMessage(kControlDescriptor, slot->run_request, sizeof slot->run_request,
                                   descriptors, 3, &count, 0);
  if (size == 0) ExitProcess(0);  // The supervisor gave the jail up.
  if (size < 0) Fail(Stage::kRunRequest, size);
  if (count != 3 || descriptors[0] != 0 || descriptors[1] != 1 || descriptors[2] != 2 ||
      !SplitRunRequest(slot->run_request, size, slot->run_strings)) {
    Fail(Stage::kRunRequest, -EBADMSG);
  }
  char** argv = slot->run_strings;
  char** envp = argv + reinterpret_cast<const RunRequest*>(slot->run_request)->argument_count + 1;
  if (reinterpret_cast<const RunRequest*>(slot->run_request)->controlling_terminal != 0) {
    const long error = Syscall(SYS_ioctl, 0, TIOCSCTTY, 0);
    if (error < 0) Fail(Stage::kRunRequest, error);
  }
  slot->counts_before_exec = CountTasks(RUSAGE_SELF);
  slot->exec_time_ns = MonotonicTimeNs();
  const long error = Syscall(SYS_execve, argv[0], argv, envp);

  JailMessage message = {};
  message.type = JailMessageType::kExecFailed;
  message.error_number = static_cast<int32_t>(-error);
  Send(message);
  ExitProcess(127);
}

void RunProgram(void* argument) {
  JailSlot* slot = static_cast<JailSlot*>(argument);
  Check(Stage::kSession, Syscall(SYS_setsid));
  Check(Stage::kSession, Syscall(SYS_chdir, slot->request.working_directory));
  SetResourceLimits(slot->request);
  EnterControlGroups(*slot);
  CloseInherited();
  int ready_descriptors[2];
  int ready_count = 1;
  if (slot->request.send_work_directory != 0) {
    const long work = Syscall(SYS_openat, AT_FDCWD, "/work", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Check(Stage::kReady, work);
    ready_descriptors[1] = static_cast<int>(work);
    ready_count = 2;
  }
  DropPrivileges();
  Check(Stage::kLandlock, RestrictAccess(slot->landlock_version, slot->jail_template->writable_root,
                                         slot->request.has_network != 0));

  const JailTemplate& jail_template = *slot->jail_template;
  const sock_fprog program = {static_cast<uint16_t>(jail_template.filter_count),
                              const_cast<sock_filter*>(jail_template.filter)};
  // The listener lets the supervisor name a denied call.
  constexpr unsigned kSetModeFilter = 1;
  constexpr unsigned kNewListener = 1U << 3;
  const long listener = Syscall(SYS_seccomp, kSetModeFilter, kNewListener, &program);
  Check(Stage::kSeccomp, listener);
  ready_descriptors[0] = static_cast<int>(listener);

  JailMessage ready = {};
  ready.type = JailMessageType::kReady;
  Check(Stage::kReady, Send(ready, ready_descriptors, ready_count));
  for (int i = 0; i < ready_count; ++i) Syscall(SYS_close, ready_descriptors[i]);
  ExecuteOnRequest(slot);
}

long StartProgram(JailSlot* slot) {
  clone_args args = {};
  args.flags = CLONE_VM;
  args.exit_signal = SIGCHLD;
  args.stack = reinterpret_cast<uint64_t>(slot->program_stack);
  args.stack_size = sizeof slot->program_stack;
  return CloneInto(args, RunProgram, slot);
}

// Reaps until the program has ended; then ends and reaps all that it left behind.
int WaitForProgram(long program) {
  int status = 0;
  while (true) {
    int any_status = 0;
    const long pid = Syscall(SYS_wait4, -1, &any_status, __WALL, 0);
    if (pid == program) {
      status = any_status;
      break;
    }
    if (pid < 0 && pid != -EINTR) ExitProcess(1);
  }
  // kill(-1) reaches every process of the namespace but init, and a fork under way fails.
  while (Syscall(SYS_wait4, -1, 0, __WALL | WNOHANG, 0) != -ECHILD) {
    Syscall(SYS_kill, -1, SIGKILL);
    Syscall(SYS_wait4, -1, 0, __WALL, 0);
  }
  return status;
}

void AwaitIdMaps(JailSlot* slot) {
  constexpr timespec kTimeout = {10, 0};
  IdMaps state = IdMaps::kMissing;
  // Says that it waits, so that the launcher need not wake what does not.
  if (slot->id_maps.compare_exchange_strong(state, IdMaps::kAwaited, std::memory_order_acq_rel,
                                            std::memory_order_acquire)) {
    do {
      const long error =
          Syscall(SYS_futex, &slot->id_maps, FUTEX_WAIT_PRIVATE, IdMaps::kAwaited, &kTimeout, 0, 0);
      if (error == -ETIMEDOUT) ExitProcess(1);
      state = slot->id_maps.load(std::memory_order_acquire);
    } while (state == IdMaps::kAwaited);
  }
  if (state != IdMaps::kWritten) ExitProcess(1);
}

void RunInit(void* argument) {
  JailSlot* slot = static_cast<JailSlot*>(argument);
  // From here on it dies with the launcher, whose socket it holds still: left behind with it, it
  // would keep the supervisor waiting. The timeout is for a launcher that died before this line.
  // It stays in the launcher's session, which has no terminal; the program gets one of its own.
  Check(Stage::kParentDeath, Syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), slot->control);
  AwaitIdMaps(slot);
  Check(Stage::kInitDescriptors, Syscall(SYS_dup3, slot->control, kControlDescriptor, O_CLOEXEC),
        slot->control);
  const uint32_t id = slot->rootless ? kProgramId : kInitId;
  Check(Stage::kInitIds, Syscall(SYS_setresgid, id, id, id));
  Check(Stage::kInitIds, Syscall(SYS_setresuid, id, id, id));
  // Again, for the change of ids cleared it. If the launcher died before this line, the
  // supervisor's end of the control socket is gone or about to go, and the program ends by that.
  Check(Stage::kParentDeath, Syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
  constexpr char kHostName[] = "assay";
  Check(Stage::kHostName, Syscall(SYS_sethostname, kHostName, sizeof kHostName - 1));
  Check(Stage::kHostName, Syscall(SYS_setdomainname, kHostName, 0));
  if (slot->jail_template->proc) MountProc();
  MountWorkDirectory(*slot);
  // The launcher ignores SIGCHLD, so that its children need no reaping; init's need it.
  struct KernelSigaction {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)();
    uint64_t mask;
  };
  const KernelSigaction default_action = {SIG_DFL, 0, nullptr, 0};
  Check(Stage::kCloneProgram,
        Syscall(SYS_rt_sigaction, SIGCHLD, &default_action, 0, sizeof(uint64_t)));
  const long program = StartProgram(slot);
  Check(Stage::kCloneProgram, program);
  CloseInherited();

  JailMessage message = {};
  message.type = JailMessageType::kExited;
  message.wait_status = WaitForProgram(program);
  message.exit_time_ns = MonotonicTimeNs();
  message.exec_time_ns = slot->exec_time_ns;
  // Init's only children are the program and what it has left behind.
  message.counts = CountTasks(RUSAGE_CHILDREN);
  message.counts.voluntary_switches -= slot->counts_before_exec.voluntary_switches;
  message.counts.involuntary_switches -= slot->counts_before_exec.involuntary_switches;
  message.counts.major_faults -= slot->counts_before_exec.major_faults;
  Send(message);
  ExitProcess(0);
}

}  // namespace

long StartJail(JailSlot* slot, int* pidfd) {
  slot->id_maps.store(IdMaps::kMissing, std::memory_order_relaxed);
  slot->exec_time_ns = 0;
  slot->counts_before_exec = {};
  clone_args args = {};
  args.flags = CLONE_VM | CLONE_PIDFD | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS;
  const bool own_network = slot->jail_template->own_network && slot->request.has_network == 0;
  if (own_network) args.flags |= CLONE_NEWNET;
  if (slot->jail_template->own_ipc) args.flags |= CLONE_NEWIPC;
  args.exit_signal = SIGCHLD;
  args.pidfd = reinterpret_cast<uint64_t>(pidfd);
  args.stack = reinterpret_cast<uint64_t>(slot->init_stack);
  args.stack_size = sizeof slot->init_stack;
  return CloneInto(args, RunInit, slot);
}

}  // namespace assay::sandbox::launcher
