// How long compiling and starting take, through Assay and by hand, in turn:
//
//   cpp    A+B with <bits/stdc++.h>: g++ -O2; Compile() with a precompiled header and an empty
//          cache; without the header; and from the cache
//   javac  A+B in Java: javac; Compile() with an archive of classes; without it
//   java   hello in Java: java; a run in a jail
//
// Prints medians, quantiles and ratios of wall times. Run it on an idle host:
//
//   bazel run --config=opt //tests/bench:compile_bench -- [ROUNDS [cpp|javac|java]]

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/cli/quantile.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/compile.h"
#include "judge/evaluate/compile_aids.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/evaluate/run_spec_builder.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/language/language_store.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

extern char** environ;

namespace assay::judge {
namespace {

constexpr int kRounds = 15;
// More than it takes until a preparation is made.
constexpr int kWarmUps = 5;

constexpr char kCpp[] =
    "#include <bits/stdc++.h>\n"
    "using namespace std;\n"
    "int main() { int a, b; cin >> a >> b; cout << a + b << endl; }\n";
constexpr char kJava[] =
    "import java.util.Scanner;\n"
    "public class Main {\n"
    "  public static void main(String[] args) {\n"
    "    Scanner in = new Scanner(System.in);\n"
    "    System.out.println(in.nextInt() + in.nextInt());\n"
    "  }\n"
    "}\n";
constexpr char kJavaHello[] =
    "public class Main {\n"
    "  public static void main(String[] args) { System.out.println(\"hello\"); }\n"
    "}\n";

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

template <typename T>
T ValueOf(absl::StatusOr<T> value) {
  if (!value.ok()) Die(value.status().ToString());
  return *std::move(value);
}

double Milliseconds(const std::function<void()>& act) {
  const absl::Time start = absl::Now();
  act();
  return absl::ToDoubleMilliseconds(absl::Now() - start);
}

// Runs a command of the host's, with its output thrown away.
void Spawn(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (error != 0 || waitpid(pid, &status, 0) != pid || status != 0) Die(arguments[0] + " failed");
}

std::unique_ptr<sandbox::Sandbox> CreateSandbox() {
  sandbox::SandboxOptions options;
  options.cgroup_parent = "assay-bench";
  return ValueOf(sandbox::Sandbox::Create(options));
}

class Bench {
 public:
  explicit Bench(const std::string& folder)
      : folder_(folder),
        sandbox_(CreateSandbox()),
        languages_(ValueOf(LanguageStore::BuiltIn())),
        state_(ValueOf(StateDirectory::Open(folder + "/state"))),
        aids_(ValueOf(CompileAids::Open(folder + "/state", {}))),
        package_programs_({}),
        cpu_(sandbox_->cpus().front()) {}

  std::string WriteSource(const std::string& name, const std::string& contents) const {
    std::filesystem::create_directories(folder_ + "/" + name.substr(0, name.find('/')));
    const std::string path = absl::StrCat(folder_, "/", name);
    if (const absl::Status status = WriteFile(path, contents); !status.ok()) {
      Die(status.ToString());
    }
    return path;
  }

  // With the aids that are asked for.
  Program CompileOnce(const std::string& language, const std::string& contents, bool cache,
                      bool preparations) {
    JudgeContext context = Context();
    if (!cache) context.compile_cache = nullptr;
    if (!preparations) context.preparations = nullptr;
    Compilation compilation =
        ValueOf(Compile(context, {.display_name = "main", .contents = contents},
                        **languages_.Get(language), ProblemLimits(), cpu_));
    if (!compilation.program.has_value()) Die(compilation.result.output());
    if (cache && ++cached_uses_ > 1 && !compilation.result.from_cache()) Die("not from the cache");
    return *std::move(compilation.program);
  }

  void ExpectPrepared() const {
    for (const auto& entry :
         std::filesystem::directory_iterator(folder_ + "/state/cache/prepared")) {
      if (entry.path().extension() == ".failed") Die("a preparation could not be made");
    }
  }

  void Run(const std::string& language, const Program& program) {
    const ::judge::v1::Language& described = **languages_.Get(language);
    const sandbox::Limits limits = ValueOf(PlanRunLimits(LimitsOfBareTests(), {}, described.run()));
    sandbox::RunSpec spec = ValueOf(MakeRunSpec(program, described, limits, policies_));
    spec.cpu = cpu_;
    const sandbox::RunResult result = ValueOf(RunToEnd(*sandbox_, std::move(spec), cancellation_));
    if (result.outcome != sandbox::Outcome(sandbox::Exited{0})) Die("a run did not exit with 0");
  }

 private:
  JudgeContext Context() {
    return {.sandbox = *sandbox_,
            .policies = policies_,
            .state = *state_,
            .cancellation = cancellation_,
            .languages = languages_,
            .package_programs = package_programs_,
            .compile_cache = aids_.cache.get(),
            .preparations = aids_.preparations.get()};
  }

  const std::string folder_;
  Cancellation cancellation_;
  sandbox::PolicyStore policies_;
  const std::unique_ptr<sandbox::Sandbox> sandbox_;
  const LanguageStore languages_;
  const std::unique_ptr<StateDirectory> state_;
  const CompileAids aids_;
  PackagePrograms package_programs_;
  const int cpu_;
  int cached_uses_ = 0;
};

struct Contender {
  const char* name;
  std::function<void()> act;
  std::vector<double> samples = {};
};

// The first is what the others are compared with.
void Compare(const char* title, std::vector<Contender> contenders, int rounds) {
  for (int i = 0; i < kWarmUps; ++i) {
    for (const Contender& contender : contenders) contender.act();
  }
  for (int i = 0; i < rounds; ++i) {
    for (Contender& contender : contenders) {
      contender.samples.push_back(Milliseconds(contender.act));
    }
  }
  std::printf("%s\n", title);
  const double base = Quantile(contenders.front().samples, 0.5);
  for (const Contender& contender : contenders) {
    const double median = Quantile(contender.samples, 0.5);
    std::printf("  %-28s  p10 %8.2f  median %8.2f  p90 %8.2f ms  %6.3f\n", contender.name,
                Quantile(contender.samples, 0.1), median, Quantile(contender.samples, 0.9),
                median / base);
  }
  std::fflush(stdout);
}

void CompareCpp(Bench& bench, const std::string& folder, int rounds) {
  const std::string cpp = bench.WriteSource("cpp/main.cpp", kCpp);
  const std::string out = folder + "/out";
  Compare("A+B in C++ with <bits/stdc++.h>",
          {{"g++ -std=gnu++17 -O2",
            [&] {
              Spawn({"g++", "-std=gnu++17", "-O2", "-o", out, cpp});
            }},
           {"Assay", [&] { bench.CompileOnce("cpp17", kCpp, false, true); }},
           {"Assay, nothing prepared", [&] { bench.CompileOnce("cpp17", kCpp, false, false); }},
           {"Assay, from the cache", [&] { bench.CompileOnce("cpp17", kCpp, true, true); }}},
          rounds);
}

void CompareJavac(Bench& bench, const std::string& folder, int rounds) {
  const std::string java = bench.WriteSource("java/Main.java", kJava);
  Compare("A+B in Java, compiling",
          {{"javac",
            [&] {
              Spawn({"javac", "-d", folder + "/classes", java});
            }},
           {"Assay", [&] { bench.CompileOnce("java", kJava, false, true); }},
           {"Assay, nothing prepared", [&] { bench.CompileOnce("java", kJava, false, false); }}},
          rounds);
}

void CompareJava(Bench& bench, const std::string& folder, int rounds) {
  const std::string hello = bench.WriteSource("hello/Main.java", kJavaHello);
  const std::string classes = folder + "/hello-classes";
  Spawn({"javac", "-d", classes, hello});
  const Program program = bench.CompileOnce("java", kJavaHello, false, true);
  Compare("hello in Java, running",
          {{"java",
            [&] {
              Spawn({"java", "-cp", classes, "Main"});
            }},
           {"Assay", [&] { bench.Run("java", program); }}},
          rounds);
}

// All comparisons, or the one that is named.
void RunAll(int rounds, const std::string& only) {
  std::string folder = std::filesystem::temp_directory_path() / "assay-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) Die("no folder for the bench");
  {
    Bench bench(folder);
    if (only.empty() || only == "cpp") CompareCpp(bench, folder, rounds);
    if (only.empty() || only == "javac") CompareJavac(bench, folder, rounds);
    if (only.empty() || only == "java") CompareJava(bench, folder, rounds);
    bench.ExpectPrepared();
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  assay::judge::RunAll(argc > 1 ? std::max(1, std::atoi(argv[1])) : assay::judge::kRounds,
                       argc > 2 ? argv[2] : "");
}
