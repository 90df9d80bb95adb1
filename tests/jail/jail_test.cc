// What a jail holds against a program: every outcome, every barrier.

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tests/jail/jail_fixture.h"

namespace assay::sandbox {
namespace {

class JailTest : public JailFixture {};

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

TEST_F(JailTest, ReportsTheExitCode) {
  for (int code : {0, 1, 42, 255}) {
    EXPECT_EQ(Probe({"exit", absl::StrCat(code)}).result.outcome, Outcome(Exited{code})) << code;
  }
}

TEST_F(JailTest, CountsWhatItHasStarted) {
  const auto starts = [this] { return sandbox().statistics().start_latency.count(); };
  EXPECT_EQ(starts(), 0);
  for (int i = 0; i < 3; ++i) Probe({"exit", "0"});
  EXPECT_EQ(starts(), 3);
  EXPECT_GT(sandbox().statistics().start_latency.sum(), absl::ZeroDuration());
  // What is the caller's fault starts nothing.
  RunSpec spec = ProbeSpec({"exit", "0"});
  spec.argv.clear();
  EXPECT_FALSE(sandbox().Start(std::move(spec)).ok());
  EXPECT_EQ(starts(), 3);
}

TEST_F(JailTest, ReportsEachSignal) {
  for (int number = 1; number < NSIG; ++number) {
    // Those that do not end a process by default.
    if (number == SIGCHLD || number == SIGCONT || number == SIGURG || number == SIGWINCH ||
        number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU ||
        number == 32 || number == 33) {
      continue;
    }
    const Outcome expected =
        number == SIGXFSZ ? Outcome(LimitExceeded{Limit::kFileSize}) : Outcome(Signaled{number});
    EXPECT_EQ(Probe({"raise", absl::StrCat(number)}).result.outcome, expected) << number;
  }
}

TEST_F(JailTest, StopsACpuLoop) {
  const Observed observed =
      Probe({"loop"}, [](RunSpec& spec) { spec.limits.cpu_time = absl::Milliseconds(200); });
  EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kCpuTime}));
  EXPECT_GE(observed.result.usage.cpu_time(), absl::Milliseconds(200));
}

TEST_F(JailTest, StopsASleeper) {
  const Observed observed = Probe(
      {"sleep", "60000"}, [](RunSpec& spec) { spec.limits.wall_time = absl::Milliseconds(200); });
  EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kWallTime}));
  EXPECT_GE(observed.result.usage.wall_time, absl::Milliseconds(200));
  EXPECT_LT(observed.result.usage.cpu_time(), absl::Milliseconds(200));
}

TEST_F(JailTest, StopsMemoryBombs) {
  for (const char* action : {"heap", "recurse", "fill-files"}) {
    const Observed observed = Probe({action}, [](RunSpec& spec) {
      spec.limits.memory_bytes = 32 * kMebibyte;
      spec.limits.stack_bytes = 64 * kMebibyte;
      spec.limits.work_bytes = 64 * kMebibyte;
    });
    EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kMemory})) << action;
    EXPECT_GE(observed.result.usage.oom_kills, 1) << action;
    EXPECT_LE(observed.result.usage.peak_memory_bytes, 32 * kMebibyte) << action;
  }
}

TEST_F(JailTest, StackOverflowWithinTheMemoryLimitIsASignal) {
  const Observed observed =
      Probe({"recurse"}, [](RunSpec& spec) { spec.limits.stack_bytes = 8 * kMebibyte; });
  EXPECT_EQ(observed.result.outcome, Outcome(Signaled{SIGSEGV}));
}

TEST_F(JailTest, LimitsTheWorkDirectory) {
  const Observed full =
      Probe({"fill-files"}, [](RunSpec& spec) { spec.limits.work_bytes = 4 * kMebibyte; });
  EXPECT_EQ(full.result.outcome, Outcome(Exited{7}));
  EXPECT_EQ(full.out, "ENOSPC\n");
  const Observed inodes = Probe({"inodes"}, [](RunSpec& spec) { spec.limits.work_inodes = 100; });
  EXPECT_EQ(inodes.out, "ENOSPC\n");
}

TEST_F(JailTest, LimitsTheSizeOfAFile) {
  const Observed observed =
      Probe({"one-big-file"}, [](RunSpec& spec) { spec.limits.file_size_bytes = 4 * kMebibyte; });
  EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kFileSize}));
}

TEST_F(JailTest, HoldsForkAndThreadBombs) {
  const Observed forks = Probe({"fork-bomb"}, [](RunSpec& spec) {
    spec.limits.task_count = 20;
    spec.limits.cpu_time = absl::Milliseconds(300);
  });
  EXPECT_EQ(forks.result.outcome, Outcome(LimitExceeded{Limit::kCpuTime}));
  const Observed threads =
      Probe({"thread-bomb"}, [](RunSpec& spec) { spec.limits.task_count = 20; });
  EXPECT_EQ(threads.result.outcome, Outcome(Exited{0}));
  EXPECT_EQ(threads.out, "19\n");  // And the main thread.
}

TEST_F(JailTest, StopsOutputFloods) {
  for (const char* descriptors : {"1", "2", "3"}) {
    const Observed observed = Probe({"flood", descriptors});
    EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kOutput})) << descriptors;
    EXPECT_EQ(observed.out.size() + observed.err.size(), static_cast<size_t>(kMebibyte));
    EXPECT_EQ(observed.result.usage.output_bytes, kMebibyte);
  }
}

TEST_F(JailTest, DoesNotWaitForAnOutputThatNobodyCanClose) {
  // Whatever closes its last Unix socket on this host frees the output; so there are several.
  for (int i = 0; i < 10; ++i) {
    const Observed observed = Probe({"hide-output"}, [this](RunSpec& spec) {
      spec.seccomp = policies_.Get("run").value();
      spec.limits.cpu_time = absl::Milliseconds(200);
    });
    EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kCpuTime}));
    EXPECT_EQ(observed.out, "hidden");
  }
}

TEST_F(JailTest, OutputUpToTheLimitIsFine) {
  const Observed observed = Probe({"write-out", "1"});
  EXPECT_EQ(observed.result.outcome, Outcome(Exited{0}));
  EXPECT_EQ(observed.out.size(), static_cast<size_t>(kMebibyte));
}

TEST_F(JailTest, OutputIsNotBilledAsMemory) {
  const Observed observed =
      Probe({"write-out", "16"}, [](RunSpec& spec) { spec.limits.output_bytes = 16 * kMebibyte; });
  EXPECT_EQ(observed.out.size(), static_cast<size_t>(16 * kMebibyte));
  // The program's own block of 1 MiB, and what every program takes.
  EXPECT_LT(observed.result.usage.peak_memory_bytes, 2 * kMebibyte);
}

TEST_F(JailTest, AProgramWithoutInputReadsItsEnd) { EXPECT_EQ(Probe({"read-in"}).out, "0\n"); }

TEST_F(JailTest, EndsWhatTheProgramLeavesBehind) {
  const Observed observed = Probe({"orphan"});
  EXPECT_EQ(observed.result.outcome, Outcome(Exited{5}));
  EXPECT_LT(observed.result.usage.wall_time, absl::Seconds(10));
}

TEST_F(JailTest, ChargesWhatChildrenUse) {
  const Observed observed =
      Probe({"busy-orphan"}, [](RunSpec& spec) { spec.limits.cpu_time = absl::Milliseconds(200); });
  EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kCpuTime}));
}

TEST_F(JailTest, SignalsCannotBeIgnoredAway) {
  const Observed observed = Probe(
      {"ignore-signals"}, [](RunSpec& spec) { spec.limits.cpu_time = absl::Milliseconds(200); });
  EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kCpuTime}));
}

TEST_F(JailTest, KillingEverythingKillsNothingElse) {
  const Observed observed = Probe({"kill-all"});
  EXPECT_EQ(observed.result.outcome, Outcome(Exited{0}));
  EXPECT_EQ(observed.out, "alive\n");
  EXPECT_EQ(Probe({"exit", "0"}).result.outcome, Outcome(Exited{0}));
}

TEST_F(JailTest, NamesTheDeniedSystemCall) {
  const Observed socket = Probe({"socket"});
  ASSERT_TRUE(std::holds_alternative<SyscallDenied>(socket.result.outcome));
  const SyscallDenied& denied = std::get<SyscallDenied>(socket.result.outcome);
  EXPECT_EQ(denied.name, "socket");
  EXPECT_EQ(denied.args[0], 2u);  // AF_INET
  EXPECT_EQ(denied.args[1], 1u);  // SOCK_STREAM
  const Observed ptrace = Probe({"ptrace"});
  ASSERT_TRUE(std::holds_alternative<SyscallDenied>(ptrace.result.outcome));
  EXPECT_EQ(std::get<SyscallDenied>(ptrace.result.outcome).name, "ptrace");
}

TEST_F(JailTest, LeavesOpenOnlyTheStandardDescriptors) {
  EXPECT_EQ(Probe({"descriptors"}).out, "0\n1\n2\n");
}

TEST_F(JailTest, GivesTheProgramAnIdentityOfItsOwnWithoutCapabilities) {
  // An ordinary user's groups cannot be dropped; see kSharedUserId.
  const int groups = sandbox().privileged() ? 0 : getgroups(0, nullptr);
  EXPECT_EQ(Probe({"identity"}).out,
            absl::StrCat("uid 1000 1000 gid 1000 1000 groups ", groups, " pid 2 ppid 1 sid 2\n"));
  const Observed observed = Probe({"capabilities"}, [](RunSpec& spec) { spec.root.proc = true; });
  EXPECT_EQ(Lines(observed.out),
            (std::vector<std::string>{"CapInh:\t0000000000000000", "CapPrm:\t0000000000000000",
                                      "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000",
                                      "CapAmb:\t0000000000000000"}));
}

TEST_F(JailTest, ShowsNothingOfTheHost) {
  const std::vector<std::string> seen = Lines(Probe({"list-root"}).out);
  const std::vector<std::string> expected = {
      "/box",      "/dev",      "/proc",       "/tmp",         "/work",
      "/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero"};
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()),
            std::set<std::string>(expected.begin(), expected.end()));
  EXPECT_EQ(Probe({"host-files"}).out, "");
  EXPECT_EQ(Probe({"list-proc"}).out, "");
}

TEST_F(JailTest, ShowsInProcOnlyTheJailsOwnProcesses) {
  const Observed observed = Probe({"list-proc"}, [](RunSpec& spec) { spec.root.proc = true; });
  const std::vector<std::string> seen = Lines(observed.out);
  // Init (1) is another user's and hidden.
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()),
            (std::set<std::string>{"/proc/2", "/proc/self", "/proc/thread-self"}));
}

TEST_F(JailTest, SharesNoNetworkNamespaceWithTheHostNorOneWithSockets) {
  const auto network = [this](const char* policy) {
    return Probe({"network-namespace"},
                 [&](RunSpec& spec) {
                   spec.root.proc = true;
                   spec.seccomp = policies_.Get(policy).value();
                 })
        .out;
  };
  const std::string host = std::filesystem::read_symlink("/proc/self/ns/net");
  const std::string socketless = network("native");
  const std::string with_sockets = network("run");
  EXPECT_TRUE(absl::StartsWith(socketless, "net:[")) << socketless;
  EXPECT_TRUE(absl::StartsWith(with_sockets, "net:[")) << with_sockets;
  EXPECT_NE(socketless, host);
  EXPECT_NE(with_sockets, host);
  EXPECT_NE(with_sockets, socketless);
}

TEST_F(JailTest, SharesAnIpcNamespaceOnlyWhereItCannotBeUsed) {
  const auto ipc = [this](bool lets_ipc) {
    auto filter = std::make_shared<SeccompFilter>(*policies_.Get("native").value());
    filter->lets_ipc = lets_ipc;
    return Probe({"ipc-namespace"},
                 [&](RunSpec& spec) {
                   spec.root.proc = true;
                   spec.seccomp = filter;
                 })
        .out;
  };
  const std::string host = std::filesystem::read_symlink("/proc/self/ns/ipc");
  const std::string shared = ipc(false);
  const std::string own = ipc(true);
  EXPECT_TRUE(absl::StartsWith(shared, "ipc:[")) << shared;
  EXPECT_TRUE(absl::StartsWith(own, "ipc:[")) << own;
  EXPECT_NE(shared, host);
  EXPECT_NE(own, host);
  EXPECT_NE(own, shared);
}

TEST_F(JailTest, StartsEveryRunWithAnEmptyWorkDirectory) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Probe({"leave-file"}).result.outcome, Outcome(Exited{0})) << "run " << i;
  }
}

UniqueFd InMemory(const std::string& contents) {
  UniqueFd fd(memfd_create("contents", MFD_CLOEXEC));
  EXPECT_EQ(write(fd.get(), contents.data(), contents.size()),
            static_cast<ssize_t>(contents.size()));
  return fd;
}

TEST_F(JailTest, FindsItsWorkFiles) {
  for (int i = 0; i < 4; ++i) {
    const Observed observed = Probe({"use-work-files"}, [&](RunSpec& spec) {
      spec.work_files.push_back({.path = "input", .contents = InMemory(absl::StrCat("run", i))});
      spec.work_files.push_back(
          {.path = "in/deep/tool", .contents = InMemory("t"), .executable = true});
      spec.work_files.push_back({.path = "feedback"});
    });
    EXPECT_EQ(observed.result.outcome, Outcome(Exited{0}));
    std::vector<std::string> lines = Lines(observed.out);
    std::sort(lines.begin(), lines.end());
    const std::vector<std::string> expected = {"/work/feedback 755 ", "/work/in 755 ",
                                               "/work/in/deep 755 ", "/work/in/deep/tool 755 t",
                                               absl::StrCat("/work/input 644 run", i)};
    EXPECT_EQ(lines, expected) << observed.out;
  }
}

TEST_F(JailTest, WorkFilesTakeNothingOfTheProgramsRoom) {
  const Observed observed = Probe({"use-work-files"}, [](RunSpec& spec) {
    spec.limits.work_bytes = 8192;
    spec.limits.work_inodes = 2;
    spec.limits.memory_bytes = 4 * kMebibyte;
    spec.limits.file_size_bytes = 16;
    spec.work_files.push_back(
        {.path = "large", .contents = InMemory(std::string(20 * kMebibyte, 'x'))});
    for (int i = 0; i < 200; ++i) spec.work_files.push_back({.path = absl::StrCat("d/", i)});
  });
  EXPECT_EQ(observed.result.outcome, Outcome(Exited{0}));
  EXPECT_LT(observed.result.usage.peak_memory_bytes, 4 * kMebibyte);
  EXPECT_NE(observed.out.find("/work/large 644 xxx"), std::string::npos);
}

TEST_F(JailTest, AWorkFileMustBeInTheWorkDirectory) {
  RunSpec spec = ProbeSpec({"exit", "0"});
  spec.work_files.push_back({.path = "../etc/passwd", .contents = InMemory("x")});
  EXPECT_EQ(sandbox().Start(std::move(spec)).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(JailTest, KillStopsARun) {
  absl::StatusOr<sandbox::Run> run = sandbox().Start(ProbeSpec({"sleep", "60000"}));
  ASSERT_TRUE(run.ok()) << run.status();
  std::thread killer([&] {
    usleep(50'000);
    run->Kill();
    run->Kill();
  });
  const absl::StatusOr<RunResult> result = std::move(*run).Wait();
  killer.join();
  EXPECT_TRUE(absl::IsAborted(result.status())) << result.status();
}

TEST_F(JailTest, ARunThatIsDroppedIsStopped) {
  { ASSERT_TRUE(sandbox().Start(ProbeSpec({"loop"})).ok()); }
  EXPECT_EQ(Probe({"exit", "0"}).result.outcome, Outcome(Exited{0}));
}

TEST_F(JailTest, WhatCannotBeExecutedIsAStatus) {
  RunSpec missing = ProbeSpec({});
  missing.argv = {"/box/missing"};
  EXPECT_TRUE(absl::IsNotFound(RunToEnd(std::move(missing)).status()));
  RunSpec directory = ProbeSpec({});
  directory.argv = {"/box"};
  const absl::Status status = RunToEnd(std::move(directory)).status();
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "execute /box")) << status;
}

TEST_F(JailTest, RefusesABadSpec) {
  const struct {
    const char* message;
    std::function<void(RunSpec&)> change;
  } kCases[] = {
      {"argv is empty", [](RunSpec& spec) { spec.argv.clear(); }},
      {"absolute", [](RunSpec& spec) { spec.argv[0] = "probe"; }},
      {"NUL", [](RunSpec& spec) { spec.argv.push_back(std::string("a\0b", 3)); }},
      {"larger than", [](RunSpec& spec) { spec.argv.push_back(std::string(70'000, 'a')); }},
      {"larger than", [](RunSpec& spec) { spec.argv.resize(5000, "a"); }},
      {"seccomp", [](RunSpec& spec) { spec.seccomp = nullptr; }},
      {"cpu 4000", [](RunSpec& spec) { spec.cpu = 4000; }},
      {"memory_bytes", [](RunSpec& spec) { spec.limits.memory_bytes = 0; }},
      {"the jail's own",
       [](RunSpec& spec) {
         spec.root.binds = {{"/usr", "/proc"}};
       }},
      {"/no/such",
       [](RunSpec& spec) {
         spec.root.binds = {{"/no/such", "/usr"}};
       }},
  };
  for (const auto& test : kCases) {
    RunSpec spec = ProbeSpec({"exit", "0"});
    test.change(spec);
    const absl::Status status = RunToEnd(std::move(spec)).status();
    EXPECT_FALSE(status.ok()) << test.message;
    EXPECT_TRUE(absl::StrContains(status.message(), test.message)) << status;
  }
}

TEST_F(JailTest, TheLargestArgumentsFitTheSmallestMemory) {
  const Observed observed = Probe({"exit", "3", std::string(60'000, 'a')}, [](RunSpec& spec) {
    spec.limits.memory_bytes = 2 * kMebibyte;
    spec.limits.stack_bytes = kMebibyte;
  });
  EXPECT_EQ(observed.result.outcome, Outcome(Exited{3}));
}

TEST_F(JailTest, TheSupervisorsOwnLimitsDecideNothing) {
  const std::pair<__rlimit_resource, rlim_t> kTight[] = {
      {RLIMIT_AS, rlim_t{1} << 34}, {RLIMIT_DATA, 300 << 20}, {RLIMIT_FSIZE, 1 << 20},
      {RLIMIT_NOFILE, 300},         {RLIMIT_STACK, 1 << 20},  {RLIMIT_CPU, 3000},
  };
  std::vector<rlimit> before;
  for (const auto& [resource, value] : kTight) {
    getrlimit(resource, &before.emplace_back());
    // The soft limit alone: raising a hard one again takes a capability.
    const rlimit limit = {value, before.back().rlim_max};
    ASSERT_EQ(setrlimit(resource, &limit), 0);
  }
  StartSandbox(SandboxOptions());
  const Observed observed = Probe({"limits"}, [](RunSpec& spec) { spec.limits.open_files = 999; });
  for (size_t i = 0; i < before.size(); ++i) setrlimit(kTight[i].first, &before[i]);
  const Limits limits;
  EXPECT_EQ(observed.out,
            absl::StrCat("as unlimited\ndata unlimited\ncpu unlimited\nfsize ",
                         limits.file_size_bytes, "\nstack ", limits.stack_bytes, "\nnofile 999\n"));
}

TEST_F(JailTest, ADeadLauncherIsReplaced) {
  ASSERT_EQ(Probe({"exit", "0"}).result.outcome, Outcome(Exited{0}));
  ASSERT_EQ(Probe({"exit", "0"}).result.outcome, Outcome(Exited{0}));
  absl::StatusOr<sandbox::Run> victim = sandbox().Start(ProbeSpec({"sleep", "60000"}));
  ASSERT_TRUE(victim.ok()) << victim.status();
  const pid_t launcher = LauncherPid();
  ASSERT_GT(launcher, 0);
  kill(launcher, SIGKILL);
  const absl::Status status = std::move(*victim).Wait().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(Probe({"exit", "7"}).result.outcome, Outcome(Exited{7}));
}

}  // namespace
}  // namespace assay::sandbox
