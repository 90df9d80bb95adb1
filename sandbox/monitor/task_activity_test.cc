#include "sandbox/monitor/task_activity.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::sandbox {
namespace {

using For = Waiting::For;

TEST(TaskActivityTest, ReadsWhatATaskWaitsFor) {
  const struct {
    const char* text;
    Waiting expected;
  } kCases[] = {
      {"running\n", {}},
      {"-1 0x7ffd6 0x7f09c\n", {}},
      {"", {}},
      {"0 0x0 0x7f09 0x20000 0x7f0 0xffffffff 0x0 0x7ff 0x7f0\n", {For::kRead, 0}},
      {"0 0x5 0x7f09 0x20000 0x7f0 0xffffffff 0x0 0x7ff 0x7f0\n", {For::kRead, 5}},
      {"1 0x1 0x7f09 0x20000 0x7f0 0xffffffff 0x0 0x7ff 0x7f0\n", {For::kWrite, 1}},
      {"7 0x7ff 0x1 0xffffffff 0x0 0x0 0x0 0x7ff 0x7f0\n", {For::kPoll}},
      // Ways to sleep.
      {"7 0x0 0x0 0x3e8 0x0 0x0 0x0 0x7ff 0x7f0\n", {}},
      {"270 0x0 0x0 0x0 0x0 0x7ff 0x0 0x7ff 0x7f0\n", {}},
      {"230 0x0 0x0 0x7ff 0x7ff 0x0 0x0 0x7ff 0x7f0\n", {}},
      {"232 0x3 0x7ff 0x1 0xffffffff 0x0 0x0 0x7ff 0x7f0\n", {For::kPoll}},
  };
  for (const auto& test_case : kCases) {
    EXPECT_EQ(ParseSyscall(test_case.text), test_case.expected) << test_case.text;
  }
}

TEST(TaskActivityTest, ReadsWhetherATaskIsExiting) {
  EXPECT_FALSE(IsExiting("12 (cat) S 1 2 3 0 -1 4194304 1 2 3"));
  EXPECT_TRUE(IsExiting("12 (cat) R 1 2 3 0 -1 4194308 1 2 3"));
  EXPECT_TRUE(IsExiting("12 (cat) Z 1 2 3 0 -1 4227084 1 2 3"));
  // A name that looks like the rest.
  EXPECT_FALSE(IsExiting("12 (a) Z 1 2 3 0 -1 4194308) S 1 2 3 0 -1 4194304 1 2 3"));
  EXPECT_FALSE(IsExiting(""));
}

ino_t Inode(int fd) {
  struct stat status = {};
  EXPECT_EQ(fstat(fd, &status), 0);
  return status.st_ino;
}

// A child that does `action` with a pipe to read from and one to write to.
class TalkingChild {
 public:
  explicit TalkingChild(const std::function<void(int input, int output)>& action) {
    EXPECT_EQ(pipe(input_), 0);
    EXPECT_EQ(pipe(output_), 0);
    pid_ = fork();
    if (pid_ == 0) {
      action(input_[0], output_[1]);
      _exit(0);
    }
  }
  ~TalkingChild() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    for (const int fd : {input_[0], input_[1], output_[0], output_[1]}) close(fd);
  }
  // Looks until `is_there` is content: the child needs a moment to get where it is going.
  TaskActivity Await(const std::function<bool(const TaskActivity&)>& is_there) const {
    while (true) {
      const absl::StatusOr<TaskActivity> activity =
          LookAtTasks({pid_}, {.input = Inode(input_[0]), .output = Inode(output_[0])});
      EXPECT_TRUE(activity.ok()) << activity.status();
      if (!activity.ok() || is_there(*activity)) return activity.value_or(TaskActivity());
      absl::SleepFor(absl::Milliseconds(1));
    }
  }
  // Until it waits in the system call.
  void AwaitCall(int64_t number) const {
    const std::string prefix = absl::StrCat(number, " ");
    while (ReadFile(absl::StrCat("/proc/", pid_, "/syscall"), 4096)
               .value_or("")
               .compare(0, prefix.size(), prefix) != 0) {
      absl::SleepFor(absl::Milliseconds(1));
    }
  }

 private:
  int input_[2];
  int output_[2];
  pid_t pid_;
};

TEST(TaskActivityTest, SeesAReader) {
  const TalkingChild child([](int input, int) {
    char byte;
    if (read(input, &byte, 1) < 0) _exit(1);
  });
  const TaskActivity activity = child.Await([](const TaskActivity& now) { return now.reading; });
  EXPECT_FALSE(activity.exiting);
  EXPECT_FALSE(activity.writing);
}

TEST(TaskActivityTest, SeesAReaderThatPolls) {
  const TalkingChild child([](int input, int) {
    pollfd fd = {input, POLLIN, 0};
    poll(&fd, 1, -1);
  });
  child.Await([](const TaskActivity& now) { return now.reading; });
}

TEST(TaskActivityTest, SeesAWriterWithoutRoom) {
  const TalkingChild child([](int, int output) {
    const char block[4096] = {};
    while (write(output, block, sizeof block) > 0) {
    }
  });
  const TaskActivity activity = child.Await([](const TaskActivity& now) { return now.writing; });
  EXPECT_FALSE(activity.reading);
}

TEST(TaskActivityTest, ReadingSomethingElseIsNotReading) {
  const TalkingChild child([](int, int) {
    int other[2];
    char byte;
    if (pipe(other) != 0 || read(other[0], &byte, 1) < 0) _exit(1);
  });
  child.AwaitCall(SYS_read);
  const TaskActivity activity = child.Await([](const TaskActivity&) { return true; });
  EXPECT_FALSE(activity.reading);
  EXPECT_FALSE(activity.exiting);
}

TEST(TaskActivityTest, SleepingIsNeither) {
  const TalkingChild child([](int, int) { poll(nullptr, 0, -1); });
  child.AwaitCall(SYS_poll);
  const TaskActivity activity = child.Await([](const TaskActivity&) { return true; });
  EXPECT_FALSE(activity.reading);
  EXPECT_FALSE(activity.writing);
  EXPECT_FALSE(activity.exiting);
}

TEST(TaskActivityTest, SeesTheDead) {
  const TalkingChild child([](int, int) {});
  child.Await([](const TaskActivity& now) { return now.exiting; });
  EXPECT_TRUE(LookAtTasks({}, {})->exiting);
}

}  // namespace
}  // namespace assay::sandbox
