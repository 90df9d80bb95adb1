// What it costs that an interactive problem's conversation passes through the judge: round trips of
// one byte between two jails, through RunConversation() and by pipes that join them directly, in
// turn, with both on one cpu and on two. Prints medians and ratios. Run it on an idle host:
//
//   bazel run --config=opt //tests/bench:interact_bench

#include <fcntl.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/cli/quantile.h"
#include "judge/evaluate/cancellation.h"
#include "judge/interact/conversation.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {
namespace {

constexpr int kRoundTrips = 20'000;
constexpr int kSamples = 11;

class Bench {
 public:
  Bench() : sandbox_(Create()) {}

  const std::vector<int>& cpus() const { return sandbox_->cpus(); }

  // Round trips in a second of the program's elapsed time.
  double Relayed(int program_cpu, int interactor_cpu) {
    ConversationSpec spec;
    spec.program = Spec("ping", program_cpu);
    spec.interactor = Spec("pong", interactor_cpu);
    spec.answer = [](const sandbox::Outcome&) { return InteractorAnswer::kAccepted; };
    Cancellation cancellation;
    const auto result = RunConversation(*sandbox_, std::move(spec), cancellation);
    if (!result.ok()) Die(result.status());
    return Rate(result->program);
  }

  double Direct(int program_cpu, int interactor_cpu) {
    sandbox::RunSpec program = Spec("ping", program_cpu);
    sandbox::RunSpec interactor = Spec("pong", interactor_cpu);
    Join(&program, &interactor);
    Join(&interactor, &program);
    sandbox::Run listening = Start(std::move(interactor));
    sandbox::Run asking = Start(std::move(program));
    std::thread waiter([&listening] {
      const auto result = std::move(listening).Wait();
      if (!result.ok()) Die(result.status());
    });
    const auto result = std::move(asking).Wait();
    waiter.join();
    if (!result.ok()) Die(result.status());
    return Rate(*result);
  }

 private:
  [[noreturn]] static void Die(const absl::Status& status) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    std::exit(1);
  }

  static std::unique_ptr<sandbox::Sandbox> Create() {
    sandbox::SandboxOptions options;
    options.cgroup_parent = "assay-bench";
    auto sandbox = sandbox::Sandbox::Create(options);
    if (!sandbox.ok()) Die(sandbox.status());
    return *std::move(sandbox);
  }

  static double Rate(const sandbox::RunResult& result) {
    if (result.outcome != sandbox::Outcome(sandbox::Exited{0})) {
      Die(absl::InternalError("a side did not exit with 0"));
    }
    return kRoundTrips / absl::ToDoubleSeconds(result.usage.wall_time);
  }

  static void Join(sandbox::RunSpec* speaker, sandbox::RunSpec* listener) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) Die(absl::InternalError("pipe2"));
    listener->stdin_fd = UniqueFd(ends[0]);
    speaker->stdout_target = UniqueFd(ends[1]);
  }

  sandbox::RunSpec Spec(const std::string& step, int cpu) {
    sandbox::RunSpec spec;
    spec.argv = {"/box/talker", absl::StrCat(step, ":", kRoundTrips)};
    spec.root.binds = {{std::filesystem::absolute("tests/jail/talker"), "/box/talker"}};
    spec.seccomp = policies_.Get("native").value();
    spec.limits.cpu_time = absl::Minutes(1);
    spec.limits.wall_time = absl::Minutes(1);
    spec.cpu = cpu;
    return spec;
  }

  sandbox::Run Start(sandbox::RunSpec spec) {
    absl::StatusOr<sandbox::Run> run = sandbox_->Start(std::move(spec));
    if (!run.ok()) Die(run.status());
    return *std::move(run);
  }

  sandbox::PolicyStore policies_;
  const std::unique_ptr<sandbox::Sandbox> sandbox_;
};

void Compare(Bench& bench, const char* name, int program_cpu, int interactor_cpu) {
  std::vector<double> relayed;
  std::vector<double> direct;
  for (int i = 0; i < kSamples; ++i) {
    relayed.push_back(bench.Relayed(program_cpu, interactor_cpu));
    direct.push_back(bench.Direct(program_cpu, interactor_cpu));
  }
  const double through = Quantile(relayed, 0.5);
  const double joined = Quantile(direct, 0.5);
  std::printf("%-9s  %8.0f round trips/s through the judge, %8.0f directly: %.2f\n", name, through,
              joined, through / joined);
}

void RunAll() {
  Bench bench;
  const int first = bench.cpus().front();
  Compare(bench, "one cpu", first, first);
  if (bench.cpus().size() > 1) Compare(bench, "two cpus", first, bench.cpus()[1]);
}

}  // namespace
}  // namespace assay::judge

int main() { assay::judge::RunAll(); }
