// What the service costs over the library: the latency of one small run and the runs a second at
// saturation, both ways in turn, how long a cancelled call's program lives on, and the server's
// memory after many runs. On an idle host, as root:
//
//   bazel run --config=opt //tests/bench/service:service_bench -- [--samples=300] [--runs=50000]
//
// The program is /usr/bin/true in the jail of `sandbox_cli run`. The server is one of its own, on a
// Unix socket.

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "judge/cli/quantile.h"
#include "judge/evaluate/bare_run.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/run_to_end.h"
#include "proto/sandbox/v1/sandbox_service.grpc.pb.h"
#include "sandbox/base/status.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

extern char** environ;

namespace assay::judge {
namespace {

constexpr int kInFlight[] = {1, 2, 4, 8};

// A sandboxd that lives as long as the object.
class Daemon {
 public:
  explicit Daemon(const std::string& program)
      : folder_(std::filesystem::temp_directory_path() / absl::StrCat("service_bench-", getpid())) {
    std::filesystem::create_directories(folder_);
    const std::string state = folder_ / "state";
    const std::vector<std::string> arguments = {program, "--state-dir", state, "--metrics-listen",
                                                ""};
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.data()));
    argv.push_back(nullptr);
    if (posix_spawn(&pid_, program.c_str(), nullptr, nullptr, argv.data(), environ) != 0) pid_ = -1;
  }
  ~Daemon() {
    if (pid_ > 0) {
      kill(pid_, SIGTERM);
      waitpid(pid_, nullptr, 0);
    }
    std::filesystem::remove_all(folder_);
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  std::string target() const {
    return absl::StrCat("unix:", folder_.string(), "/state/sandboxd.sock");
  }

  int64_t ResidentKibibytes() const {
    std::ifstream status(absl::StrCat("/proc/", pid_, "/status"));
    std::string line;
    while (std::getline(status, line)) {
      absl::string_view text = line;
      int64_t kibibytes = 0;
      if (absl::ConsumePrefix(&text, "VmRSS:") &&
          absl::SimpleAtoi(absl::StripSuffix(text, "kB"), &kibibytes)) {
        return kibibytes;
      }
    }
    return 0;
  }

 private:
  const std::filesystem::path folder_;
  pid_t pid_ = -1;
};

class Library {
 public:
  static absl::StatusOr<std::unique_ptr<Library>> Create() {
    auto library = std::make_unique<Library>();
    ASSAY_ASSIGN_OR_RETURN(library->sandbox_, sandbox::Sandbox::Create({}));
    return library;
  }

  absl::Status Run() {
    sandbox::RunSpec spec;
    ASSAY_ASSIGN_OR_RETURN(spec.argv, ResolveProgram({"true"}));
    spec.env = BareEnvironment({});
    spec.limits = PlanBareLimits({});
    spec.root = DefaultRoot();
    ASSAY_ASSIGN_OR_RETURN(spec.seccomp, policies_.Get("run"));
    spec.cpu = sandbox_->cpus()[next_++ % sandbox_->cpus().size()];
    return RunToEnd(*sandbox_, std::move(spec), never_).status();
  }

 private:
  std::unique_ptr<sandbox::Sandbox> sandbox_;
  sandbox::PolicyStore policies_;
  Cancellation never_;
  std::atomic<size_t> next_ = 0;
};

class Service {
 public:
  explicit Service(const std::string& target)
      : channel_(grpc::CreateChannel(target, grpc::InsecureChannelCredentials())),
        stub_(::sandbox::v1::SandboxService::NewStub(channel_)) {}

  bool Connect() {
    return channel_->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(30));
  }

  absl::Status Run() {
    ::sandbox::v1::RunRequest request;
    request.add_argv("true");
    ::sandbox::v1::RunResponse response;
    grpc::ClientContext context;
    const grpc::Status status = stub_->Run(&context, request, &response);
    if (status.ok()) return absl::OkStatus();
    return absl::InternalError(status.error_message());
  }

  // A call that the server answers without running anything: what gRPC alone takes.
  absl::Status CallOnly() {
    ::sandbox::v1::RunRequest request;
    ::sandbox::v1::RunResponse response;
    grpc::ClientContext context;
    const grpc::Status status = stub_->Run(&context, request, &response);
    if (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT) return absl::OkStatus();
    return absl::InternalError("a run of nothing was not refused");
  }

  // From the cancelling of a call to the end of its program's process, in milliseconds.
  absl::StatusOr<double> Cancel() {
    // Its like is found by its argument.
    const std::string seconds = absl::StrCat(1'000'000 + getpid());
    ::sandbox::v1::RunRequest request;
    request.add_argv("sleep");
    request.add_argv(seconds);
    request.mutable_limits()->mutable_wall_time()->set_seconds(60);
    grpc::ClientContext context;
    std::thread call([&] {
      ::sandbox::v1::RunResponse response;
      stub_->Run(&context, request, &response);
    });
    pid_t pid = 0;
    for (int i = 0; i < 10'000 && pid == 0; ++i) {
      pid = FindProcess(absl::StrCat("sleep", std::string(1, '\0'), seconds));
      absl::SleepFor(absl::Milliseconds(1));
    }
    const absl::Time start = absl::Now();
    context.TryCancel();
    while (pid != 0 && kill(pid, 0) == 0) absl::SleepFor(absl::Microseconds(50));
    const absl::Duration lived = absl::Now() - start;
    call.join();
    if (pid == 0) return absl::InternalError("the program to cancel did not start");
    return absl::ToDoubleMilliseconds(lived);
  }

 private:
  // The process whose command line ends with `end` and a NUL; 0 when there is none.
  static pid_t FindProcess(const std::string& end) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      pid_t pid = 0;
      if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
      std::ifstream file(entry.path() / "cmdline");
      const std::string line{std::istreambuf_iterator<char>(file), {}};
      if (absl::EndsWith(line, absl::string_view(end.c_str(), end.size() + 1))) return pid;
    }
    return 0;
  }

  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<::sandbox::v1::SandboxService::Stub> stub_;
};

using RunOnce = std::function<absl::Status()>;

absl::StatusOr<double> Microseconds(const RunOnce& run) {
  // The other side removes its jail and makes the next, on a cpu that this one needs.
  absl::SleepFor(absl::Milliseconds(30));
  const absl::Time start = absl::Now();
  ASSAY_RETURN_IF_ERROR(run());
  return absl::ToDoubleMicroseconds(absl::Now() - start);
}

absl::StatusOr<double> RunsPerSecond(const RunOnce& run, int in_flight, int runs) {
  std::atomic<int> left = runs;
  std::atomic<bool> failed = false;
  const absl::Time start = absl::Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < in_flight; ++i) {
    threads.emplace_back([&] {
      while (--left >= 0) {
        if (!run().ok()) failed = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (failed) return absl::InternalError("a run failed");
  return runs / absl::ToDoubleSeconds(absl::Now() - start);
}

absl::Status Measure(const std::string& sandboxd, int samples, int runs) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Library> library, Library::Create());
  Daemon daemon(sandboxd);
  Service service(daemon.target());
  if (!service.Connect()) return absl::UnavailableError("sandboxd does not answer");
  const RunOnce by_library = [&] { return library->Run(); };
  const RunOnce by_service = [&] { return service.Run(); };

  const RunOnce call_only = [&] { return service.CallOnly(); };

  std::vector<double> library_us;
  std::vector<double> service_us;
  std::vector<double> call_us;
  for (int i = 0; i < samples; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const double first, Microseconds(by_library));
    ASSAY_ASSIGN_OR_RETURN(const double second, Microseconds(by_service));
    ASSAY_ASSIGN_OR_RETURN(const double third, Microseconds(call_only));
    library_us.push_back(first);
    service_us.push_back(second);
    call_us.push_back(third);
  }
  const double library_p50 = Quantile(library_us, 0.5);
  const double service_p50 = Quantile(service_us, 0.5);
  std::printf("latency, us         p50       p99\n");
  std::printf("library        %8.0f  %8.0f\n", library_p50, Quantile(library_us, 0.99));
  std::printf("service        %8.0f  %8.0f\n", service_p50, Quantile(service_us, 0.99));
  std::printf("refused call   %8.0f  %8.0f\n", Quantile(call_us, 0.5), Quantile(call_us, 0.99));
  std::printf("overhead       %8.0f us, %.3f of the library's\n\n", service_p50 - library_p50,
              service_p50 / library_p50 - 1);

  std::printf("in flight   library/s   service/s   share\n");
  for (const int in_flight : kInFlight) {
    std::vector<double> library_rates;
    std::vector<double> service_rates;
    for (int block = 0; block < 3; ++block) {
      ASSAY_ASSIGN_OR_RETURN(const double first, RunsPerSecond(by_library, in_flight, samples));
      ASSAY_ASSIGN_OR_RETURN(const double second, RunsPerSecond(by_service, in_flight, samples));
      library_rates.push_back(first);
      service_rates.push_back(second);
    }
    const double library_rate = Quantile(library_rates, 0.5);
    const double service_rate = Quantile(service_rates, 0.5);
    std::printf("%9d  %10.0f  %10.0f   %.3f\n", in_flight, library_rate, service_rate,
                service_rate / library_rate);
  }

  constexpr int kCancels = 50;
  std::vector<double> cancel_ms;
  for (int i = 0; i < kCancels; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const double lived, service.Cancel());
    cancel_ms.push_back(lived);
  }
  std::printf("\ncancelled program's end, ms: p50 %.1f, max %.1f of %d\n", Quantile(cancel_ms, 0.5),
              Quantile(cancel_ms, 1), kCancels);

  std::printf("\nruns of the service   resident KiB\n");
  for (int done = 0; done <= runs; done += std::max(runs / 5, 1)) {
    if (done > 0) ASSAY_RETURN_IF_ERROR(RunsPerSecond(by_service, 4, runs / 5).status());
    std::printf("%19d   %12lld\n", done, static_cast<long long>(daemon.ResidentKibibytes()));
    std::fflush(stdout);
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  CLI::App app("Compares sandboxd with the library.", "service_bench");
  std::string sandboxd = "judge/service/sandboxd";
  int samples = 300;
  int runs = 50'000;
  app.add_option("--sandboxd", sandboxd, "The server's program")->capture_default_str();
  app.add_option("--samples", samples, "Runs of each kind, for latency and each rate")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--runs", runs, "Of the service, for its memory")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status =
      assay::judge::Measure(std::filesystem::absolute(sandboxd), samples, runs);
  if (status.ok()) return 0;
  std::fprintf(stderr, "service_bench: %s\n", std::string(status.message()).c_str());
  return 1;
}
