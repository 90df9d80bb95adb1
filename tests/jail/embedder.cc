// A process that embeds the sandbox and is killed by tests/jail/endurance_test.cc:
//
//   embedder CGROUP_PARENT PROBE
//
// keeps 50 runs of `PROBE sleep` under way, some short and some long, and prints a line when each
// of them has started once. Runs until it is killed, or the test dies.

#include <signal.h>
#include <sys/prctl.h>

#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::sandbox {
namespace {

constexpr int kRuns = 50;

RunSpec SleepSpec(const std::string& probe, PolicyStore& policies, int milliseconds) {
  RunSpec spec;
  spec.argv = {"/box/probe", "sleep", absl::StrCat(milliseconds)};
  spec.root.binds = {{probe, "/box/probe"}};
  spec.limits.wall_time = absl::Minutes(10);
  spec.seccomp = policies.Get("native").value();
  return spec;
}

int Main(const std::string& cgroup_parent, const std::string& probe) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  SandboxOptions options;
  options.cgroup_parent = cgroup_parent;
  const std::unique_ptr<Sandbox> sandbox = Sandbox::Create(options).value();
  PolicyStore policies;
  std::atomic<int> started = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kRuns; ++i) {
    threads.emplace_back([&, i] {
      for (bool first = true;; first = false) {
        Run run = sandbox->Start(SleepSpec(probe, policies, i % 2 == 0 ? 5 : 500'000)).value();
        if (first && ++started == kRuns) {
          std::puts("started");
          std::fflush(stdout);
        }
        std::move(run).Wait().value();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) { return argc == 3 ? assay::sandbox::Main(argv[1], argv[2]) : 2; }
