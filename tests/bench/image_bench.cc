// What an image costs: ready jails whose root is an image's against ready jails whose root is made
// of the host's /usr, both against the floor, posix_spawn and wait4 of the host's program.
//
//   bazel run --config=opt //tests/bench:image_bench -- ROOT_FOLDER [SAMPLES]
//
// ROOT_FOLDER is where `sandbox_cli image inspect` says that an image's files are; it has a
// /usr/bin/true. The three kinds take turns, so that whatever disturbs the host disturbs all. Run
// it on an idle host, as root.

#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/cli/quantile.h"
#include "judge/evaluate/bare_run.h"
#include "judge/image/image_root.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {
namespace {

// Lets what a sample leaves to be done off the path be done before the next.
constexpr absl::Duration kPause = absl::Milliseconds(8);
constexpr char kTrue[] = "/usr/bin/true";

struct Kind {
  std::string name;
  // One start of the program, to its end. Returns whether it exited with 0.
  std::function<bool()> run;
  std::vector<double> seconds;
};

bool RunFloor(const std::string& path) {
  char* const argv[] = {const_cast<char*>(path.c_str()), nullptr};
  char* const env[] = {nullptr};
  pid_t pid = -1;
  if (posix_spawn(&pid, path.c_str(), nullptr, nullptr, argv, env) != 0) return false;
  int status = -1;
  return wait4(pid, &status, 0, nullptr) == pid && status == 0;
}

bool RunJail(sandbox::Sandbox& sandbox, const std::shared_ptr<const sandbox::SeccompFilter>& filter,
             const sandbox::RootFilesystem& root, const std::string& program) {
  sandbox::RunSpec spec;
  spec.argv = {program};
  spec.root = root;
  spec.seccomp = filter;
  absl::StatusOr<sandbox::Run> run = sandbox.Start(std::move(spec));
  if (!run.ok()) {
    fprintf(stderr, "image_bench: %s\n", run.status().ToString().c_str());
    return false;
  }
  const absl::StatusOr<sandbox::RunResult> result = std::move(*run).Wait();
  return result.ok() && result->outcome == sandbox::Outcome(sandbox::Exited{0});
}

double Seconds(const Kind& kind) {
  const auto start = std::chrono::steady_clock::now();
  if (!kind.run()) {
    fprintf(stderr, "image_bench: a run failed: %s\n", kind.name.c_str());
    exit(EXIT_FAILURE);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Of a program: the floor, then jails of the host's root, then those of the image's.
void Measure(const char* program, std::vector<Kind> kinds, int samples) {
  // Ready jails are kept from a shape's second use on.
  for (const Kind& kind : kinds) {
    for (int i = 0; i < 5; ++i) Seconds(kind);
  }
  for (int i = 0; i < samples; ++i) {
    for (size_t k = 0; k < kinds.size(); ++k) {
      // Each kind follows each other one as often.
      Kind& kind = kinds[i % 2 == 0 ? k : kinds.size() - 1 - k];
      kind.seconds.push_back(Seconds(kind));
      absl::SleepFor(kPause);
    }
  }
  printf("%s, %d samples of each\n", program, samples);
  for (const double q : {0.5, 0.9}) {
    const double floor = Quantile(kinds[0].seconds, q);
    const double host = Quantile(kinds[1].seconds, q);
    const double image = Quantile(kinds[2].seconds, q);
    printf(
        "  p%.0f: floor %.0f us, host's root %.0f us (%.2f), image %.0f us (%.2f); "
        "image over host's root %.3f\n",
        q * 100, floor * 1e6, host * 1e6, host / floor, image * 1e6, image / floor, image / host);
  }
}

int Main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    fprintf(stderr, "usage: image_bench ROOT_FOLDER [SAMPLES]\n");
    return 2;
  }
  const int samples = argc == 3 ? atoi(argv[2]) : 300;
  const sandbox::RootFilesystem image_root = MakeFolderRoot(argv[1]).value();
  const auto filter = sandbox::PolicyStore().Get("run").value();
  sandbox::SandboxOptions options;
  options.cgroup_parent = "assay-bench";
  const auto sandbox = sandbox::Sandbox::Create(options).value();

  // Dynamic, and each root's own: its libraries come from the root.
  const auto in_jail = [&](const sandbox::RootFilesystem& root, const std::string& program) {
    return [&, root, program] { return RunJail(*sandbox, filter, root, program); };
  };
  Measure("/usr/bin/true",
          {{"floor", [] { return RunFloor(kTrue); }, {}},
           {"host", in_jail(DefaultRoot(), kTrue), {}},
           {"image", in_jail(image_root, kTrue), {}}},
          samples);

  // Static: the root is not looked at.
  const std::string return0 = std::filesystem::absolute("judge/cli/return0");
  const auto with_box = [&](sandbox::RootFilesystem root) {
    root.binds.push_back({.host_path = return0, .jail_path = "/box/return0"});
    return root;
  };
  Measure("a static program",
          {{"floor", [&] { return RunFloor(return0); }, {}},
           {"host", in_jail(with_box(DefaultRoot()), "/box/return0"), {}},
           {"image", in_jail(with_box(image_root), "/box/return0"), {}}},
          samples);
  return 0;
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) { return assay::judge::Main(argc, argv); }
