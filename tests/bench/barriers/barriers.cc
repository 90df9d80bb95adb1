// What the kernel takes for the barriers of a jail: the floor, posix_spawn and wait4 of a program,
// and the same program behind one more barrier after another, put up by hand without supervision,
// pool or measurement. No jail with these barriers can be cheaper than the last row. On an idle
// host, as root, with control groups of version 1:
//
//   bazel run --config=opt //tests/bench/barriers -- [--in-flight=2] [--runs=300] [--rounds=5]

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "judge/cli/quantile.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/launcher/raw_syscall.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::sandbox {
namespace {

using launcher::CloneInto;
using launcher::ExitProcess;
using launcher::Syscall;

enum Barriers { kFloor, kNamespaces, kControlGroups, kNoPrivileges, kFilter, kBarrierCount };

constexpr std::array<const char*, kBarrierCount> kNames = {
    "floor: no barrier",
    "user, pid, mount and UTS namespaces, a second process, a tmpfs",
    "and control groups for memory, pids and cpu time",
    "and no capabilities, an empty bounding set",
    "and the seccomp filter",
};
constexpr std::array<const char*, 3> kControllers = {"memory", "pids", "cpuacct"};
constexpr char kProgram[] = "/program";
constexpr int kHostId = 300'000;
constexpr int kJailIds = 1001;

[[noreturn]] void Die(const char* what) {
  std::fprintf(stderr, "barriers: %s: %s\n", what, strerror(errno));
  std::exit(1);
}

// `result` of a libc call.
int Must(const char* what, int result) {
  if (result < 0) Die(what);
  return result;
}

// `result` of a raw system call, in a jail: the worker sees the exit code.
void MustRaw(long result) {
  if (result < 0) ExitProcess(2);
}

// What a worker and its two processes of a jail share: they run in one address space.
struct Jail {
  Barriers barriers;
  sock_fprog filter;
  std::array<int, kControllers.size()> procs;
  std::atomic<uint32_t> mapped;
  alignas(16) char init_stack[16 * 1024];
  alignas(16) char program_stack[16 * 1024];
};

void RunProgram(void* argument) {
  Jail* jail = static_cast<Jail*>(argument);
  MustRaw(Syscall(SYS_setsid));
  if (jail->barriers >= kControlGroups) {
    for (const int procs : jail->procs) MustRaw(Syscall(SYS_write, procs, "0", 1));
    MustRaw(Syscall(SYS_unshare, CLONE_NEWCGROUP));
  }
  if (jail->barriers >= kNoPrivileges) {
    for (int capability = 0;; ++capability) {
      if (Syscall(SYS_prctl, PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) break;
    }
    MustRaw(Syscall(SYS_setresgid, kJailIds - 1, kJailIds - 1, kJailIds - 1));
    MustRaw(Syscall(SYS_setresuid, kJailIds - 1, kJailIds - 1, kJailIds - 1));
    MustRaw(Syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  }
  if (jail->barriers >= kFilter) {
    MustRaw(Syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &jail->filter));
  }
  const char* const argv[] = {kProgram, nullptr};
  const char* const envp[] = {nullptr};
  MustRaw(Syscall(SYS_execve, kProgram, argv, envp));
}

void RunInit(void* argument) {
  Jail* jail = static_cast<Jail*>(argument);
  while (jail->mapped.load() == 0)
    Syscall(SYS_futex, &jail->mapped, FUTEX_WAIT_PRIVATE, 0, nullptr);
  MustRaw(Syscall(SYS_setresgid, 0, 0, 0));
  MustRaw(Syscall(SYS_setresuid, 0, 0, 0));
  MustRaw(Syscall(SYS_mount, "work", "/work", "tmpfs", MS_NOSUID | MS_NODEV, "size=1048576"));
  clone_args args = {};
  args.flags = CLONE_VM;
  args.exit_signal = SIGCHLD;
  args.stack = reinterpret_cast<uint64_t>(jail->program_stack);
  args.stack_size = sizeof jail->program_stack;
  const long program = CloneInto(args, RunProgram, jail);
  MustRaw(program);
  int status = -1;
  MustRaw(Syscall(SYS_wait4, program, &status, __WALL, nullptr));
  ExitProcess(status == 0 ? 0 : 1);
}

// One of the processes that start programs, one after another.
class Worker {
 public:
  Worker(Barriers barriers, int index, const SeccompFilter& filter)
      : name_(absl::StrCat("assay-barriers-", getpid(), "-", index)),
        proc_(Must("/proc", open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC))) {
    jail_->barriers = barriers;
    jail_->filter = {static_cast<uint16_t>(filter.program.size()),
                     const_cast<sock_filter*>(filter.program.data())};
    for (size_t i = 0; i < kControllers.size(); ++i) {
      hierarchies_[i] =
          Must("the hierarchies of control groups",
               open(absl::StrCat("/sys/fs/cgroup/", kControllers[i]).c_str(), O_PATH | O_CLOEXEC));
    }
    EnterRoot();
  }

  void RunOnce() {
    int status = -1;
    const pid_t pid = jail_->barriers == kFloor ? Spawn() : StartJail();
    Must("wait4", wait4(pid, &status, __WALL, nullptr));
    if (jail_->barriers >= kControlGroups) RemoveGroups();
    errno = 0;
    if (status != 0) Die("a run failed");
  }

 private:
  // A root with the program and a folder alone, as a jail's: mounts that are not there need not be
  // copied.
  void EnterRoot() {
    const std::string program = std::filesystem::absolute("judge/cli/return0").string();
    const char* const root = "/tmp";
    Must("unshare", unshare(CLONE_NEWNS));
    Must("mount", mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr));
    const int source = Must("open the program", open(program.c_str(), O_PATH | O_CLOEXEC));
    Must("mount", mount("root", root, "tmpfs", 0, "mode=0755"));
    Must("chdir", chdir(root));
    Must("mkdir", mkdir("work", 0755));
    close(Must("create", open("program", O_CREAT | O_WRONLY | O_CLOEXEC, 0755)));
    Must("bind", mount(absl::StrCat("/proc/self/fd/", source).c_str(), "program", nullptr, MS_BIND,
                       nullptr));
    close(source);
    Must("pivot_root", static_cast<int>(syscall(SYS_pivot_root, ".", ".")));
    Must("umount", umount2(".", MNT_DETACH));
    Must("chdir", chdir("/"));
  }

  static pid_t Spawn() {
    char* const argv[] = {const_cast<char*>(kProgram), nullptr};
    char* const envp[] = {nullptr};
    pid_t pid = -1;
    errno = posix_spawn(&pid, kProgram, nullptr, nullptr, argv, envp);
    if (errno != 0) Die("posix_spawn");
    return pid;
  }

  pid_t StartJail() {
    if (jail_->barriers >= kControlGroups) MakeGroups();
    jail_->mapped = 0;
    clone_args args = {};
    args.flags = CLONE_VM | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS;
    args.exit_signal = SIGCHLD;
    args.stack = reinterpret_cast<uint64_t>(jail_->init_stack);
    args.stack_size = sizeof jail_->init_stack;
    const long pid = CloneInto(args, RunInit, jail_.get());
    errno = static_cast<int>(-pid);
    if (pid < 0) Die("clone3");
    const std::string map = absl::StrCat("0 ", kHostId, " ", kJailIds);
    for (const char* const file : {"/uid_map", "/gid_map"})
      Write(proc_, absl::StrCat(pid, file), map);
    jail_->mapped = 1;
    Syscall(SYS_futex, &jail_->mapped, FUTEX_WAKE_PRIVATE, 1);
    for (const int procs : jail_->procs) {
      if (jail_->barriers >= kControlGroups) close(procs);
    }
    return static_cast<pid_t>(pid);
  }

  static void Write(int directory, const std::string& path, const std::string& text) {
    const int file = Must(path.c_str(), openat(directory, path.c_str(), O_WRONLY | O_CLOEXEC));
    Must(path.c_str(), static_cast<int>(write(file, text.data(), text.size())));
    close(file);
  }

  void MakeGroups() {
    for (size_t i = 0; i < kControllers.size(); ++i) {
      Must("a control group", mkdirat(hierarchies_[i], name_.c_str(), 0755));
      jail_->procs[i] =
          Must("cgroup.procs", openat(hierarchies_[i], absl::StrCat(name_, "/cgroup.procs").c_str(),
                                      O_WRONLY | O_CLOEXEC));
    }
    Write(hierarchies_[0], absl::StrCat(name_, "/memory.limit_in_bytes"), "268435456");
    Write(hierarchies_[1], absl::StrCat(name_, "/pids.max"), "64");
  }

  void RemoveGroups() {
    for (const int hierarchy : hierarchies_) {
      Must("rmdir", unlinkat(hierarchy, name_.c_str(), AT_REMOVEDIR));
    }
  }

  const std::string name_;
  const int proc_;
  std::array<int, kControllers.size()> hierarchies_ = {};
  std::unique_ptr<Jail> jail_ = std::make_unique<Jail>();
};

// Cpu time of the whole host that was not idle, in s, since it was booted.
double BusySeconds() {
  std::ifstream stat("/proc/stat");
  std::string label;
  stat >> label;
  double busy = 0;
  double ticks = 0;
  for (int field = 0; field < 8 && stat >> ticks; ++field) {
    if (field != 3 && field != 4) busy += ticks;
  }
  return busy / static_cast<double>(sysconf(_SC_CLK_TCK));
}

struct Sample {
  double runs_per_second;
  double cpu_ms_per_run;
};

// `runs` by each of `in_flight` processes.
Sample Measure(Barriers barriers, int in_flight, int runs, const SeccompFilter& filter) {
  int ready[2];
  int go[2];
  Must("pipe", pipe2(ready, O_CLOEXEC));
  Must("pipe", pipe2(go, O_CLOEXEC));
  std::vector<pid_t> pids;
  for (int i = 0; i < in_flight; ++i) {
    pids.push_back(Must("fork", fork()));
    if (pids.back() != 0) continue;
    Must("prctl", prctl(PR_SET_PDEATHSIG, SIGKILL));
    Worker worker(barriers, i, filter);
    for (int run = 0; run < 5; ++run) worker.RunOnce();
    char byte = 0;
    Must("write", static_cast<int>(write(ready[1], &byte, 1)));
    Must("read", static_cast<int>(read(go[0], &byte, 1)));
    for (int run = 0; run < runs; ++run) worker.RunOnce();
    _exit(0);
  }
  close(ready[1]);
  std::vector<char> bytes(in_flight);
  for (int i = 0; i < in_flight; ++i) {
    if (read(ready[0], bytes.data(), 1) != 1) std::exit(1);  // The worker has said why.
  }
  const double busy = BusySeconds();
  const auto start = std::chrono::steady_clock::now();
  Must("write", static_cast<int>(write(go[1], bytes.data(), bytes.size())));
  for (const pid_t pid : pids) {
    int status = -1;
    Must("waitpid", waitpid(pid, &status, 0));
    if (status != 0) std::exit(1);
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const int total = in_flight * runs;
  close(ready[0]);
  close(go[0]);
  close(go[1]);
  return {total / seconds, (BusySeconds() - busy) * 1000 / total};
}

int Main(int argc, char** argv) {
  CLI::App app("What the kernel takes for the barriers of a jail.");
  int in_flight = 2;
  int runs = 300;
  int rounds = 5;
  app.add_option("--in-flight", in_flight, "Processes that start programs")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--runs", runs, "Programs that each starts in a block")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--rounds", rounds, "Blocks of each row, in turn")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const std::shared_ptr<const SeccompFilter> filter = PolicyStore().Get("native").value();
  std::array<std::vector<double>, kBarrierCount> rates;
  std::array<std::vector<double>, kBarrierCount> costs;
  for (int round = 0; round < rounds; ++round) {
    for (int barriers = 0; barriers < kBarrierCount; ++barriers) {
      const Sample sample = Measure(static_cast<Barriers>(barriers), in_flight, runs, *filter);
      rates[barriers].push_back(sample.runs_per_second);
      costs[barriers].push_back(sample.cpu_ms_per_run);
    }
  }
  const double floor_rate = judge::Quantile(rates[kFloor], 0.5);
  const double floor_cost = judge::Quantile(costs[kFloor], 0.5);
  std::printf(
      "| barriers | runs/s | × floor | cpu ms | × floor |\n| --- | --: | --: | --: | --: |\n");
  for (int barriers = 0; barriers < kBarrierCount; ++barriers) {
    const double rate = judge::Quantile(rates[barriers], 0.5);
    const double cost = judge::Quantile(costs[barriers], 0.5);
    std::printf("| %s | %.0f | %.2f | %.3f | %.2f |\n", kNames[barriers], rate, rate / floor_rate,
                cost, cost / floor_cost);
  }
  return 0;
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) { return assay::sandbox::Main(argc, argv); }
