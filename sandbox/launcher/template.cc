#include "sandbox/launcher/template.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/stat.h>

#include <initializer_list>

#include "sandbox/launcher/message_check.h"
#include "sandbox/launcher/raw_syscall.h"

// sys/mount.h clashes with linux/mount.h in glibc 2.36.
#define ASSAY_MS_REC 16384
#define ASSAY_MS_PRIVATE (1 << 18)
#define ASSAY_MNT_DETACH 2

namespace assay::sandbox::launcher {
namespace {

// What the builder, a child in the launcher's memory, works on and answers.
struct Build {
  const HostDescriptors* host;
  const char* message;
  const DefineTemplateRequest* request;
  const TemplateStep* steps;
  LauncherReply reply;
  int mount_namespace;
};

[[noreturn]] void Fail(Build* build, Stage stage, long error, uint32_t step = 0) {
  build->reply = {stage, step, static_cast<int32_t>(-error)};
  ExitProcess(1);
}

// A tmpfs mounted at `target` below `directory`. Returns a descriptor of its root, or -errno.
long MountTmpfs(long directory, const char* target) {
  const long context = Syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
  if (context < 0) return context;
  struct Option {
    const char* key;
    const char* value;
  };
  constexpr Option kOptions[] = {{"size", "1m"}, {"nr_inodes", "1024"}, {"mode", "0755"}};
  for (const Option& option : kOptions) {
    const long error =
        Syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, option.key, option.value, 0);
    if (error < 0) return error;
  }
  if (const long error = Syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, 0, 0, 0); error < 0) {
    return error;
  }
  const long root = Syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
  Syscall(SYS_close, context);
  if (root < 0) return root;
  const long error = Syscall(SYS_move_mount, root, "", directory, target, MOVE_MOUNT_F_EMPTY_PATH);
  return error < 0 ? error : root;
}

long Bind(long root, const char* source, const char* target, uint64_t attributes) {
  const long tree =
      Syscall(SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (tree < 0) return tree;
  mount_attr attr = {};
  attr.attr_set = attributes;
  long error =
      Syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr, sizeof attr);
  if (error == 0) {
    error = Syscall(SYS_move_mount, tree, "", root, target, MOVE_MOUNT_F_EMPTY_PATH);
  }
  Syscall(SYS_close, tree);
  return error;
}

long RunStep(long root, StepKind kind, const char* source, const char* target) {
  switch (kind) {
    case StepKind::kDirectory:
      return Syscall(SYS_mkdirat, root, target, 0755);
    case StepKind::kEmptyFile:
      return Syscall(SYS_mknodat, root, target, S_IFREG | 0644, 0);
    case StepKind::kSymlink:
      return Syscall(SYS_symlinkat, source, root, target);
    case StepKind::kBindReadOnly:
      return Bind(root, source, target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    case StepKind::kBindWritable:
      return Bind(root, source, target, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
    case StepKind::kBindDevice:
      return Bind(root, source, target, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
  }
  return -EINVAL;
}

// The directory of the namespace's root in which a jail's root stands when jails get a /proc: the
// kernel lets a user namespace mount procfs only where a procfs is in full sight, so the host's
// stands beside the jail's root until init has made its own and pivots.
long MakeOuterRoot() {
  const long outer = MountTmpfs(AT_FDCWD, "/");
  if (outer < 0) return outer;
  long error = 0;
  for (const char* directory : {kInnerRoot + 1, kOuterProc + 1}) {
    if (error == 0) error = Syscall(SYS_mkdirat, outer, directory, 0755);
  }
  if (error == 0) {
    error = Bind(outer, "/proc", kOuterProc + 1,
                 MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
  }
  return error < 0 ? error : outer;
}

// The tmpfs on `root` becomes "/", and the old root, stacked on it, is detached: no path leads
// back.
long PivotTo(long root) {
  long error = Syscall(SYS_fchdir, root);
  if (error == 0) error = Syscall(SYS_pivot_root, ".", ".");
  if (error == 0) error = Syscall(SYS_umount2, ".", ASSAY_MNT_DETACH);
  if (error == 0) error = Syscall(SYS_chdir, "/");
  return error;
}

void BuildInChild(void* argument) {
  Build* build = static_cast<Build*>(argument);
  // Nothing that follows may reach the host's mounts.
  long error = Syscall(SYS_mount, 0, "/", 0, ASSAY_MS_REC | ASSAY_MS_PRIVATE, 0);
  if (error < 0) Fail(build, Stage::kTemplateNamespace, error);
  const bool proc = build->request->proc != 0;
  const long outer = proc ? MakeOuterRoot() : AT_FDCWD;
  if (proc && outer < 0) Fail(build, Stage::kTemplateRoot, outer);
  const long root = MountTmpfs(outer, proc ? kInnerRoot + 1 : "/");
  if (root < 0) Fail(build, Stage::kTemplateRoot, root);
  for (uint32_t i = 0; i < build->request->step_count; ++i) {
    const TemplateStep& step = build->steps[i];
    error = RunStep(root, step.kind, build->message + step.source_offset,
                    build->message + step.target_offset);
    if (error < 0) Fail(build, Stage::kTemplateStep, error, i);
  }
  error = PivotTo(proc ? outer : root);
  mount_attr attr = {};
  attr.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  if (error == 0) {
    error = Syscall(SYS_mount_setattr, root, "", AT_EMPTY_PATH, &attr, sizeof attr);
  }
  if (error < 0) Fail(build, Stage::kTemplatePivot, error);
  Syscall(SYS_close, root);
  if (proc) Syscall(SYS_close, outer);
  const long ns = Syscall(SYS_openat, build->host->proc, "self/ns/mnt", O_RDONLY | O_CLOEXEC);
  if (ns < 0) Fail(build, Stage::kTemplateNamespace, ns);
  build->mount_namespace = static_cast<int>(ns);
  ExitProcess(0);
}

}  // namespace

LauncherReply BuildTemplate(const HostDescriptors& host, const char* message, size_t size,
                            JailTemplate* result) {
  if (!IsDefineTemplate(message, size)) return {Stage::kRequest, 0, EBADMSG};
  const auto* request = reinterpret_cast<const DefineTemplateRequest*>(message);
  const auto* steps = reinterpret_cast<const TemplateStep*>(request + 1);
  // What it answers if the child is killed.
  const LauncherReply killed = {Stage::kTemplateNamespace, 0, EINTR};
  Build build = {&host, message, request, steps, killed, -1};

  alignas(16) static char stack[16384];
  clone_args args = {};
  // CLONE_FILES: the namespace's descriptor that the child opens is the launcher's.
  args.flags = CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_NEWNS;
  args.exit_signal = SIGCHLD;
  args.stack = reinterpret_cast<uint64_t>(stack);
  args.stack_size = sizeof stack;
  if (const long pid = CloneInto(args, BuildInChild, &build); pid < 0) {
    return {Stage::kTemplateNamespace, 0, static_cast<int32_t>(-pid)};
  }
  if (build.mount_namespace < 0) return build.reply;

  result->mount_namespace = build.mount_namespace;
  result->proc = request->proc != 0;
  result->own_network = request->own_network != 0;
  result->own_ipc = request->own_ipc != 0;
  result->writable_root = false;
  for (uint32_t i = 0; i < request->step_count; ++i) {
    if (steps[i].kind == StepKind::kBindWritable) result->writable_root = true;
  }
  result->filter_count = request->filter_count;
  __builtin_memcpy(result->filter, steps + request->step_count,
                   request->filter_count * sizeof(sock_filter));
  return {Stage::kNone, 0, 0};
}

}  // namespace assay::sandbox::launcher
