#include "sandbox/perf/event_counter.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"

// With events of the kernel's own, which need no PMU.

namespace assay::sandbox {
namespace {

constexpr CountedEvent kTaskClock = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK};
constexpr CountedEvent kPageFaults = {PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS};

std::string Program() { return std::filesystem::absolute("sandbox/perf/counted"); }

// A process that waits to execute `argv`. `prepare` is called in it, ahead of exec.
class WaitingProcess {
 public:
  explicit WaitingProcess(std::vector<std::string> argv,
                          const std::function<bool()>& prepare = nullptr) {
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) return;
    UniqueFd reader(pipe_ends[0]);
    gate_ = UniqueFd(pipe_ends[1]);
    pid_ = fork();
    if (pid_ != 0) return;
    gate_.Reset();
    char byte;
    if (read(reader.get(), &byte, 1) != 0) _exit(101);
    if (prepare && !prepare()) _exit(102);
    std::vector<char*> arguments;
    for (std::string& text : argv) arguments.push_back(text.data());
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(103);
  }

  pid_t pid() const { return pid_; }

  // Lets it go, and returns its exit code.
  int Finish() {
    gate_.Reset();
    int status = -1;
    if (waitpid(pid_, &status, 0) != pid_) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  UniqueFd gate_;
};

TEST(EventCounterTest, CountsFromExecOn) {
  WaitingProcess process({Program(), "burn", "50"});
  const absl::StatusOr<EventCounter> counter = EventCounter::Open(kTaskClock, process.pid());
  ASSERT_TRUE(counter.ok()) << counter.status();
  absl::StatusOr<EventCount> count = counter->Read();
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(count->count, 0);
  EXPECT_EQ(count->counted_time, absl::ZeroDuration());
  ASSERT_EQ(process.Finish(), 0);
  count = counter->Read();
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_GE(absl::Nanoseconds(count->count), absl::Milliseconds(45));
  EXPECT_LE(absl::Nanoseconds(count->count), absl::Milliseconds(500));
  EXPECT_GE(count->counted_time, absl::Milliseconds(45));
}

TEST(EventCounterTest, CountsWhatItsChildrenDo) {
  WaitingProcess process({Program(), "burn-in-children", "50"});
  const absl::StatusOr<EventCounter> counter = EventCounter::Open(kTaskClock, process.pid());
  ASSERT_TRUE(counter.ok()) << counter.status();
  ASSERT_EQ(process.Finish(), 0);
  const absl::StatusOr<EventCount> count = counter->Read();
  ASSERT_TRUE(count.ok()) << count.status();
  // Four of them.
  EXPECT_GE(absl::Nanoseconds(count->count), absl::Milliseconds(180));
  EXPECT_GE(count->counted_time, absl::Milliseconds(180));
}

TEST(EventCounterTest, CountsTheSameTwice) {
  int64_t counts[2] = {};
  for (int64_t& count : counts) {
    WaitingProcess process({Program(), "touch", "1024"});
    const absl::StatusOr<EventCounter> counter = EventCounter::Open(kPageFaults, process.pid());
    ASSERT_TRUE(counter.ok()) << counter.status();
    ASSERT_EQ(process.Finish(), 0);
    const absl::StatusOr<EventCount> read = counter->Read();
    ASSERT_TRUE(read.ok()) << read.status();
    count = read->count;
  }
  EXPECT_GE(counts[0], 1024);
  EXPECT_LE(counts[0], 1200);
  EXPECT_NEAR(counts[0], counts[1], 8);
}

// What IsWholeRun() is there for.
TEST(EventCounterTest, ShowsThatAnUnreadableFileIsNotCounted) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become a user who may not read the file";
  const std::string copy = testing::TempDir() + "/unreadable";
  std::filesystem::copy_file(Program(), copy, std::filesystem::copy_options::overwrite_existing);
  // Another user must get there; the descriptor needs no path.
  const UniqueFd file(open(copy.c_str(), O_PATH));
  ASSERT_TRUE(file.valid());
  ASSERT_EQ(chmod(copy.c_str(), 0111), 0);
  const std::string path = "/proc/self/fd/" + std::to_string(file.get());
  WaitingProcess process({path, "burn", "50"},
                         [] { return setgid(65534) == 0 && setuid(65534) == 0; });
  const absl::StatusOr<EventCounter> counter = EventCounter::Open(kTaskClock, process.pid());
  ASSERT_TRUE(counter.ok()) << counter.status();
  ASSERT_EQ(process.Finish(), 0);
  const absl::StatusOr<EventCount> count = counter->Read();
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_LT(count->counted_time, absl::Milliseconds(10));
}

TEST(EventCounterTest, SaysWhatCannotBeCounted) {
  constexpr CountedEvent kNone = {PERF_TYPE_SOFTWARE, 12345};
  EXPECT_FALSE(EventCounter::Open(kNone, 0).ok());
  const absl::Status no_process = EventCounter::Open(kTaskClock, 1 << 30).status();
  EXPECT_FALSE(no_process.ok());
  EXPECT_NE(no_process.message().find("process 1073741824"), std::string::npos) << no_process;
}

}  // namespace
}  // namespace assay::sandbox
