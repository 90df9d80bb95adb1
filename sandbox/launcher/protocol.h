#ifndef ASSAY_SANDBOX_LAUNCHER_PROTOCOL_H_
#define ASSAY_SANDBOX_LAUNCHER_PROTOCOL_H_

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>

// What the supervisor, the launcher and a jail say to each other. Plain structures: both ends are
// built from the same sources and run on the same machine. No allocation, no libraries: the
// launcher includes this.
//
//   supervisor -- launcher socket (SOCK_SEQPACKET): DefineTemplate, DropTemplate, MakeJail; each is
//                 answered by one LauncherReply.
//   supervisor -- control socket of a jail (SOCK_SEQPACKET): the jail sends kReady (or
//                 kSetupFailed); the supervisor sends one RunRequest with descriptors for 0, 1, 2;
//                 the jail sends kExecFailed if exec fails, and at the end kExited.

namespace assay::sandbox::launcher {

// The control socket's number in the jail until exec closes it. A program may open 1000 descriptors
// at most (Limits::open_files), numbers 0 to 999, so that none of its own ever has this number, and
// what every filter opens for it is of no use after exec.
inline constexpr int kControlDescriptor = 1000;

inline constexpr size_t kMaxMessageBytes = 128 * 1024;
// argv and environment of a run, with their terminating NULs.
inline constexpr size_t kMaxRunRequestBytes = 64 * 1024;
inline constexpr size_t kMaxRunStrings = 4096;
inline constexpr int kMaxTemplates = 64;
inline constexpr int kMaxSlots = 1024;
inline constexpr size_t kMaxFilterInstructions = 4096;
inline constexpr int kMaxCgroupDescriptors = 8;
// Those that come with a MakeJailRequest.
inline constexpr int kMaxJailDescriptors = 3 + kMaxCgroupDescriptors;
inline constexpr size_t kMaxWorkingDirectoryBytes = 255;
// RLIMIT_NOFILE of the launcher, and of init. Enough for its templates, and for the numbers above
// kControlDescriptor that the set-up uses.
inline constexpr int kMaxOpenFiles = 1200;

// Users and groups inside a jail: its init, and the program. Each is mapped to a host id of the
// jail's own: MakeJailRequest::first_host_id, and the next one. A launcher without root has no ids
// to give but its user's: both are kProgramId then.
inline constexpr uint32_t kInitId = 0;
inline constexpr uint32_t kProgramId = 1000;

// The launcher's first argument when its user is not root: it begins in a user namespace of its
// own. It executes itself in there, with the second of these.
inline constexpr char kEnterUserNamespace[] = "enter-user-namespace";
inline constexpr char kInUserNamespace[] = "in-user-namespace";

enum class RequestType : uint32_t { kDefineTemplate = 1, kDropTemplate = 2, kMakeJail = 3 };

enum class StepKind : uint32_t {
  kDirectory = 1,
  kEmptyFile = 2,
  // source: the link's target.
  kSymlink = 3,
  // source: a host path.
  kBindReadOnly = 4,
  kBindWritable = 5,
  // A device node: bound without nodev.
  kBindDevice = 6,
};

// A step in building a root. Offsets count from the start of the message.
struct TemplateStep {
  StepKind kind;
  uint32_t source_offset;
  // Relative to the new root.
  uint32_t target_offset;
};

// Followed by `step_count` TemplateSteps, `filter_count` sock_filters and the strings.
struct DefineTemplateRequest {
  RequestType type = RequestType::kDefineTemplate;
  uint32_t template_index;
  uint32_t step_count;
  uint32_t filter_count;
  // Whether jails get a /proc.
  uint32_t proc;
  // Whether each jail gets a network namespace of its own. Otherwise it is in the launcher's, which
  // is as empty: for filters under which no socket can be made.
  uint32_t own_network;
  // The same for an IPC namespace: for filters under which nobody can use System V IPC or POSIX
  // message queues.
  uint32_t own_ipc;
};

struct DropTemplateRequest {
  RequestType type = RequestType::kDropTemplate;
  uint32_t template_index;
};

// Comes with descriptors: the jail's end of the control socket, the mount of its work directory and
// its network namespace, where it has them, then the cgroup.procs files that the program enters by
// writing "0".
struct MakeJailRequest {
  RequestType type = RequestType::kMakeJail;
  uint32_t slot;
  uint32_t template_index;
  // Of no meaning to a launcher without root.
  uint32_t first_host_id;
  // Whether kReady brings a descriptor of the work directory.
  uint32_t send_work_directory;
  // Whether a mount for /work comes along; otherwise it is a tmpfs of the size below.
  uint32_t has_work_mount;
  // Whether a network namespace comes along, in place of the template's.
  uint32_t has_network;
  uint64_t work_bytes;
  uint64_t work_inodes;
  uint64_t open_files;
  uint64_t file_size_bytes;
  uint64_t stack_bytes;
  // Where the program starts; ends with a NUL.
  char working_directory[kMaxWorkingDirectoryBytes + 1];
};

// Where a set-up failed. The order is the order of events.
enum class Stage : uint32_t {
  kNone = 0,
  // The launcher's own start: its answer to whatever it is asked first.
  kUserNamespace,
  kShedInheritance,
  kReserveMemory,
  kOpenProc,
  kRequest,
  kTemplateNamespace,
  kTemplateRoot,
  kTemplateStep,
  kTemplatePivot,
  kEnterTemplate,
  kEnterNetwork,
  kClone,
  kMapIds,
  kParentDeath,
  kInitDescriptors,
  kInitIds,
  kHostName,
  kWorkDirectory,
  kProc,
  kCloneProgram,
  kSession,
  kResourceLimits,
  kLandlock,
  kCgroup,
  kCgroupNamespace,
  kDropPrivileges,
  kSeccomp,
  kReady,
  kRunRequest,
};

// With a pidfd of the jail's init when it answers a successful MakeJail.
struct LauncherReply {
  Stage stage;
  // The failed TemplateStep.
  uint32_t step_index;
  int32_t error_number;
};

enum class JailMessageType : uint32_t {
  // Comes with the seccomp listener and, when asked for, the work directory.
  kReady = 1,
  kSetupFailed = 2,
  kExecFailed = 3,
  // The program and every descendant are gone.
  kExited = 4,
};

struct TaskCounts {
  int64_t voluntary_switches;
  int64_t involuntary_switches;
  int64_t major_faults;
};

struct JailMessage {
  JailMessageType type;
  Stage stage;
  int32_t error_number;
  // As wait4(2) gives it.
  int32_t wait_status;
  // CLOCK_MONOTONIC, just before exec and when the program's exit was seen.
  int64_t exec_time_ns;
  int64_t exit_time_ns;
  // Of the run's processes, from just before exec, as getrusage(2) counts them.
  TaskCounts counts;
};

// Followed by the NUL-terminated strings of argv, then of the environment.
struct RunRequest {
  uint32_t argument_count;
  uint32_t environment_count;
  // Whether descriptor 0 is a terminal, to become the program's controlling one. The filter must
  // allow TIOCSCTTY.
  uint32_t controlling_terminal;
};

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_PROTOCOL_H_
