#ifndef ASSAY_SANDBOX_MONITOR_TASK_ACTIVITY_H_
#define ASSAY_SANDBOX_MONITOR_TASK_ACTIVITY_H_

#include <sys/types.h>

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::sandbox {

// The pipes that a run talks through, by their inode numbers; 0 for none.
struct TalkPipes {
  ino_t input = 0;
  ino_t output = 0;
};

// What the tasks of a run do at one moment, as far as it matters to whoever it talks with. See
// proc(5): /proc/PID/stat, /proc/PID/syscall.
struct TaskActivity {
  // Every task has begun to exit, or none is left: if descriptors of the run are closed now, that
  // is no wish of the program's.
  bool exiting = true;
  // A task waits for something to come through TalkPipes::input, or in poll(2), select(2) or
  // epoll_wait(2) for something that may be that.
  bool reading = false;
  // A task waits for room in TalkPipes::output.
  bool writing = false;
};

// Of `tasks`, by their ids for this process. A task that is gone has exited. PERMISSION_DENIED
// where this process may not see what they wait for, UNIMPLEMENTED where the kernel does not say.
absl::StatusOr<TaskActivity> LookAtTasks(const std::vector<pid_t>& tasks, const TalkPipes& pipes);

// Whether the task with this /proc/PID/stat has begun to exit.
bool IsExiting(absl::string_view stat);

// What a task waits for.
struct Waiting {
  enum class For { kOther, kRead, kWrite, kPoll };
  For what = For::kOther;
  // Of kRead and kWrite.
  int descriptor = -1;
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

// As a /proc/PID/syscall of x86-64 says. kOther for a task that runs.
Waiting ParseSyscall(absl::string_view text);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_MONITOR_TASK_ACTIVITY_H_
