// What many runs, and a supervisor that is killed among them, leave behind: nothing.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/jail/jail_fixture.h"

namespace assay::sandbox {
namespace {

// What a supervisor holds while no run is under way.
struct Holdings {
  int descriptors = 0;
  int64_t memory_kib = 0;
  size_t control_groups = 0;
  int64_t launcher_memory_kib = 0;
  int launcher_descriptors = 0;
};

// Without pages of files, which come and go with the page cache.
int64_t AnonymousKib(const std::string& pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  std::string word;
  int64_t kib = -1;
  while (status >> word) {
    if (word == "RssAnon:") status >> kib;
  }
  return kib;
}

class EnduranceTest : public JailFixture {
 protected:
  // Once the undertaker has removed the last jail and the pool has made the next.
  Holdings Settled() {
    absl::SleepFor(absl::Milliseconds(500));
    const std::string launcher = absl::StrCat(LauncherPid());
    return {OpenDescriptorCount(), AnonymousKib("self"), ControlGroups().size(),
            AnonymousKib(launcher), OpenDescriptorCount(launcher)};
  }

  void ExitInARow(int count) {
    for (int i = 0; i < count; ++i) {
      const absl::StatusOr<Observed> observed = RunToEnd(ProbeSpec({"exit", "3"}));
      ASSERT_TRUE(observed.ok()) << observed.status();
      ASSERT_EQ(observed->result.outcome, Outcome(Exited{3}));
    }
  }

  void ExitAtOnce(int threads, int count) {
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([this, count] { ExitInARow(count); });
    }
    for (std::thread& worker : workers) worker.join();
  }

  static void ExpectFlat(const Holdings& before, const Holdings& after) {
    // A heap's noise. A leak of 256 bytes for each of 2,000 runs is more.
    constexpr int64_t kNoiseKib = 480;
    EXPECT_EQ(after.descriptors, before.descriptors);
    EXPECT_EQ(after.control_groups, before.control_groups);
    EXPECT_EQ(after.launcher_descriptors, before.launcher_descriptors);
    // A sanitizer's allocator keeps freed memory and remembers who had it.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LE(after.memory_kib, before.memory_kib + kNoiseKib);
#endif
    // Five pages for each slot that was ever in use; how many are at once, with those that wait for
    // their removal, is a matter of the host's speed.
    constexpr int64_t kAllSlotsKib = 256 * 20;
    EXPECT_LE(after.launcher_memory_kib, before.launcher_memory_kib + kAllSlotsKib);
    ASSERT_GT(before.memory_kib, 0);
    ASSERT_GT(before.launcher_memory_kib, 0);
  }
};

TEST_F(EnduranceTest, TwoThousandRunsInARowLeaveTheSupervisorAsItWas) {
  ExitInARow(100);
  const Holdings before = Settled();
  ExitInARow(2000);
  ExpectFlat(before, Settled());
}

TEST_F(EnduranceTest, EightRunsAtOnceLeaveTheSupervisorAsItWas) {
  ExitAtOnce(8, 25);
  const Holdings before = Settled();
  ExitAtOnce(8, 100);
  ExpectFlat(before, Settled());
}

// Starts tests/jail/embedder.cc under `cgroup_parent`, and returns its pid once 50 runs have begun.
void StartEmbedder(const std::string& cgroup_parent, pid_t* pid) {
  const std::string program = BuiltFile("tests/jail/embedder");
  const std::string probe = BuiltFile("tests/jail/probe");
  const char* argv[] = {program.c_str(), cgroup_parent.c_str(), probe.c_str(), nullptr};
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const int error =
      posix_spawn(pid, program.c_str(), &actions, nullptr, const_cast<char**>(argv), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string said(7, '\0');
  const ssize_t size = read(ends[0], said.data(), said.size());
  close(ends[0]);
  ASSERT_EQ(error, 0);
  ASSERT_EQ(size, 7);
  ASSERT_EQ(said, "started");
}

TEST_F(EnduranceTest, AKilledSupervisorLeavesOnlyEmptyControlGroups) {
  for (int round = 0; round < 5; ++round) {
    const size_t groups_before = ControlGroups().size();
    const std::vector<pid_t> own_launcher = Children();
    ASSERT_EQ(own_launcher.size(), 1u);
    pid_t embedder = -1;
    ASSERT_NO_FATAL_FAILURE(StartEmbedder(CgroupParent(), &embedder));
    // Each round meets other stages of set-up and removal.
    absl::SleepFor(absl::Milliseconds(7 * round));
    EXPECT_GT(ControlGroups().size(), groups_before + 50);
    ASSERT_EQ(kill(embedder, SIGKILL), 0);
    ASSERT_EQ(waitpid(embedder, nullptr, 0), embedder);
    // Its launcher and the inits are this process's to reap now, and all end on their own.
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (Children().size() > 1 && absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(5));
      ReapOrphans();
    }
    EXPECT_EQ(Children(), own_launcher) << "a process outlives its supervisor";
    for (const std::string& group : ControlGroups()) {
      std::ifstream processes(group + "/cgroup.procs");
      std::string pid;
      EXPECT_FALSE(processes >> pid) << pid << " is left in " << group;
    }
    // The next start of any supervisor cleans up.
    StartSandbox(SandboxOptions());
    EXPECT_LE(ControlGroups().size(), groups_before);
  }
}

}  // namespace
}  // namespace assay::sandbox
