// What kills or starves a jail from outside is an error, never an outcome, and the next run works.
// See tests/faults for each system call of a set-up made to fail.

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"
#include "tests/jail/jail_fixture.h"

namespace assay::sandbox {
namespace {

SandboxOptions WithoutPool() {
  SandboxOptions options;
  options.pool_depth = 0;
  return options;
}

class FaultsTest : public JailFixture {
 protected:
  static bool WaitFor(const std::function<bool()>& condition) {
    for (int i = 0; i < 1000; ++i) {
      if (condition()) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  }

  // Two runs of a shape make the pool fill; returns when the next jail of it is ready.
  void FillPool() {
    for (int i = 0; i < 2; ++i) EXPECT_EQ(Probe({"exit", "0"}).result.outcome, Outcome(Exited{0}));
    ASSERT_TRUE(WaitFor([] { return !Inits().empty(); }));
    absl::SleepFor(absl::Milliseconds(200));
  }

  void ExpectThatRunsWork() { EXPECT_EQ(Probe({"exit", "7"}).result.outcome, Outcome(Exited{7})); }
};

TEST_F(FaultsTest, AKilledInitIsAnErrorOfItsRunAlone) {
  StartSandbox(WithoutPool());
  absl::StatusOr<sandbox::Run> victim = sandbox().Start(ProbeSpec({"sleep", "60000"}));
  ASSERT_TRUE(victim.ok()) << victim.status();
  const std::vector<pid_t> inits = Inits();
  ASSERT_EQ(inits.size(), 1u);
  absl::StatusOr<sandbox::Run> other = sandbox().Start(ProbeSpec({"sleep", "300"}));
  ASSERT_TRUE(other.ok()) << other.status();
  kill(inits.front(), SIGKILL);
  const absl::Status status = std::move(*victim).Wait().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "killed from outside")) << status;
  const absl::StatusOr<RunResult> result = std::move(*other).Wait();
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->outcome, Outcome(Exited{0}));
  ExpectThatRunsWork();
}

TEST_F(FaultsTest, AReadyJailThatIsKilledIsNotUsed) {
  for (int round = 0; round < 5; ++round) {
    ASSERT_NO_FATAL_FAILURE(FillPool());
    for (const pid_t init : Inits()) kill(init, SIGKILL);
    if (round % 2 != 0) {
      // So soon that the jail may still be taken for alive.
      const absl::StatusOr<Observed> observed = RunToEnd(ProbeSpec({"exit", "3"}));
      if (observed.ok()) {
        EXPECT_EQ(observed->result.outcome, Outcome(Exited{3}));
      } else {
        EXPECT_TRUE(absl::IsUnavailable(observed.status())) << observed.status();
      }
    }
    absl::SleepFor(absl::Milliseconds(50));
    ExpectThatRunsWork();
  }
}

TEST_F(FaultsTest, AStoppedInitDoesNotOutliveItsRun) {
  absl::StatusOr<sandbox::Run> run = sandbox().Start(ProbeSpec({"sleep", "60000"}));
  ASSERT_TRUE(run.ok()) << run.status();
  for (const pid_t init : Inits()) kill(init, SIGSTOP);
  run->Kill();
  EXPECT_TRUE(absl::IsAborted(std::move(*run).Wait().status()));
  ExpectThatRunsWork();
}

TEST_F(FaultsTest, AStoppedLauncherDoesNotHoldItsSupervisor) {
  ExpectThatRunsWork();
  kill(LauncherPid(), SIGSTOP);
  const absl::Time start = absl::Now();
  StartSandbox(SandboxOptions());
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  ExpectThatRunsWork();
}

// Takes every descriptor but some, while it lives.
class Scarcity {
 public:
  explicit Scarcity(size_t left) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit limit = {256, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &limit);
    taken_.emplace_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    while (taken_.back().valid()) {
      taken_.emplace_back(fcntl(taken_.front().get(), F_DUPFD_CLOEXEC, 0));
    }
    taken_.resize(taken_.size() - 1 - left);
  }
  ~Scarcity() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_ = {};
  std::vector<UniqueFd> taken_;
};

void ExpectScarce(const absl::Status& status, size_t left) {
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << left << " left: " << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "[EMFILE]")) << left << " left: " << status;
}

TEST_F(FaultsTest, WithoutDescriptorsARunIsAnErrorAndTheNextWorks) {
  // Without a pool, whose thread would take of what is left, too.
  StartSandbox(WithoutPool());
  bool enough = false;
  for (size_t left = 0; !enough; ++left) {
    ASSERT_LT(left, 64u) << "a run needs more than that?";
    {
      RunSpec spec = ProbeSpec({"exit", "3"});
      const Scarcity scarcity(left);
      const absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
      enough = observed.ok();
      if (enough) {
        EXPECT_EQ(observed->result.outcome, Outcome(Exited{3}));
      } else {
        ExpectScarce(observed.status(), left);
      }
    }
    ExpectThatRunsWork();
  }
}

TEST_F(FaultsTest, WithoutDescriptorsAPooledRunIsAnErrorAndTheNextWorks) {
  for (size_t left = 0; left < 40; left += 3) {
    {
      RunSpec spec = ProbeSpec({"exit", "3"});
      const Scarcity scarcity(left);
      const absl::StatusOr<Observed> observed = RunToEnd(std::move(spec));
      if (observed.ok()) {
        EXPECT_EQ(observed->result.outcome, Outcome(Exited{3}));
      } else {
        ExpectScarce(observed.status(), left);
      }
    }
    ExpectThatRunsWork();
  }
}

TEST_F(FaultsTest, WithoutDescriptorsThereIsNoSandbox) {
  bool enough = false;
  for (size_t left = 0; !enough; ++left) {
    ASSERT_LT(left, 64u) << "a sandbox needs more than that?";
    const Scarcity scarcity(left);
    SandboxOptions options;
    options.cgroup_parent = CgroupParent();
    const absl::StatusOr<std::unique_ptr<Sandbox>> sandbox = Sandbox::Create(options);
    enough = sandbox.ok();
    if (!enough) ExpectScarce(sandbox.status(), left);
  }
}

}  // namespace
}  // namespace assay::sandbox
