#include "sandbox/monitor/task_activity.h"

#include <sys/stat.h>
#include <sys/syscall.h>

#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

// include/linux/sched.h; proc(5) gives it out as part of the ABI of /proc/PID/stat.
constexpr uint64_t kExitingFlag = 0x4;
constexpr int64_t kMaxProcBytes = 1 << 16;

// Whether descriptor `fd` of `task` is an end of the pipe `inode`. A descriptor that cannot be
// looked at any more is none.
bool IsPipe(pid_t task, int fd, ino_t inode) {
  struct stat status;
  return stat(absl::StrCat("/proc/", task, "/fd/", fd).c_str(), &status) == 0 &&
         S_ISFIFO(status.st_mode) && status.st_ino == inode;
}

// Absent: the task is gone.
absl::StatusOr<std::optional<std::string>> ReadTaskFile(pid_t task, absl::string_view file) {
  absl::StatusOr<std::string> text =
      ReadFile(absl::StrCat("/proc/", task, "/", file), kMaxProcBytes);
  if (text.ok()) return std::optional<std::string>(*std::move(text));
  // ENOENT, and ESRCH when it went while it was read.
  if (absl::IsNotFound(text.status())) return std::nullopt;
  return text.status();
}

absl::Status LookAtTask(pid_t task, const TalkPipes& pipes, TaskActivity& activity) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> stat, ReadTaskFile(task, "stat"));
  if (!stat.has_value() || IsExiting(*stat)) return absl::OkStatus();
  activity.exiting = false;
  ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> call, ReadTaskFile(task, "syscall"));
  if (!call.has_value()) {
    // Gone since, or is that the kernel's way?
    ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> still, ReadTaskFile(task, "stat"));
    if (!still.has_value() || IsExiting(*still)) return absl::OkStatus();
    return absl::UnimplementedError("the kernel has no /proc/PID/syscall");
  }
  const Waiting waiting = ParseSyscall(*call);
  switch (waiting.what) {
    case Waiting::For::kPoll:
      activity.reading = true;
      break;
    case Waiting::For::kRead:
      activity.reading |= IsPipe(task, waiting.descriptor, pipes.input);
      break;
    case Waiting::For::kWrite:
      activity.writing |= IsPipe(task, waiting.descriptor, pipes.output);
      break;
    case Waiting::For::kOther:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TaskActivity> LookAtTasks(const std::vector<pid_t>& tasks, const TalkPipes& pipes) {
  TaskActivity activity;
  for (const pid_t task : tasks) ASSAY_RETURN_IF_ERROR(LookAtTask(task, pipes, activity));
  return activity;
}

bool IsExiting(absl::string_view stat) {
  // The second field is the program's name in parentheses, with whatever it pleases inside.
  const size_t name_end = stat.rfind(')');
  if (name_end == absl::string_view::npos) return false;
  const std::vector<absl::string_view> fields =
      absl::StrSplit(stat.substr(name_end + 1), ' ', absl::SkipEmpty());
  // From the third field on: state, ppid, pgrp, session, tty_nr, tpgid, flags.
  constexpr size_t kState = 0;
  constexpr size_t kFlags = 6;
  uint64_t flags = 0;
  if (fields.size() <= kFlags || !absl::SimpleAtoi(fields[kFlags], &flags)) return false;
  return (flags & kExitingFlag) != 0 || fields[kState] == "Z" || fields[kState] == "X";
}

Waiting ParseSyscall(absl::string_view text) {
  // "NUMBER ARGUMENT*6 STACK PC", the number in decimal; "running"; "-1 STACK PC" outside of a
  // call.
  const std::vector<absl::string_view> fields =
      absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  int64_t number = 0;
  if (fields.size() < 7 || !absl::SimpleAtoi(fields[0], &number)) return {};
  const auto argument = [&fields](int index) {
    uint64_t value = 0;
    return absl::SimpleHexAtoi(fields[index + 1], &value) ? static_cast<int>(value) : -1;
  };
  switch (number) {
    case SYS_read:
    case SYS_readv:
    case SYS_splice:
    case SYS_tee:
      return {Waiting::For::kRead, argument(0)};
    case SYS_sendfile:
      return {Waiting::For::kRead, argument(1)};
    case SYS_write:
    case SYS_writev:
    case SYS_vmsplice:
      return {Waiting::For::kWrite, argument(0)};
    // Of no descriptors it is a way to sleep.
    case SYS_poll:
    case SYS_ppoll:
      return argument(1) > 0 ? Waiting{Waiting::For::kPoll} : Waiting{};
    case SYS_select:
    case SYS_pselect6:
      return argument(0) > 0 ? Waiting{Waiting::For::kPoll} : Waiting{};
    case SYS_epoll_wait:
    case SYS_epoll_pwait:
    case SYS_epoll_pwait2:
      return {Waiting::For::kPoll};
    default:
      return {};
  }
}

}  // namespace assay::sandbox
