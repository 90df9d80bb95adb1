// The judge as a service: see docs/service.md.

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/base/printable.h"
#include "judge/base/version.h"
#include "judge/service/config.h"
#include "judge/service/flags.h"
#include "judge/service/log.h"
#include "judge/service/server.h"
#include "judge/service/tokens.h"

namespace assay::judge {
namespace {

enum ExitCode { kExitOk = 0, kExitUsage = 2, kExitHost = 4 };

constexpr char kFooter[] =
    R"(Listens on a Unix socket in the state directory when nothing is said; see docs/service.md.
SIGTERM and SIGINT let what runs end (a second one does not), SIGHUP reads policies and tokens again.

Exit code: 0 after a signal, 2 usage or configuration, 4 the host's fault.

Examples:
  sandboxd
  sandboxd --listen 127.0.0.1:50051 --tokens tokens.textproto
  sandboxd --config /etc/assay/sandboxd.textproto --check-config
  head -c 32 /dev/urandom | base64 | tee token | sandboxd hash-token)";

int Fail(ExitCode code, const absl::Status& status) {
  std::fprintf(stderr, "sandboxd: %s\n", MakePrintableLine(status.message()).c_str());
  return code;
}

// Reads a token from standard input and prints what a token file holds of it.
int HashTokenCommand() {
  const absl::StatusOr<std::string> hash = HashTokenFrom(STDIN_FILENO);
  if (!hash.ok()) return Fail(kExitUsage, hash.status());
  std::puts(hash->c_str());
  return kExitOk;
}

// Blocks them in this thread and all that it starts.
sigset_t BlockSignals() {
  // A handler and not SIG_IGN, which a program would inherit through exec.
  struct sigaction write_action = {};
  write_action.sa_handler = [](int) {};
  write_action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &write_action, nullptr);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// A connection and a run take descriptors each: as many as the host lets us have, and not so few
// that silent connections could keep runs from theirs.
absl::Status RaiseOpenFiles() {
  constexpr rlim_t kWanted = 65536;
  constexpr rlim_t kLeast = 4096;
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit more = {std::max(limit.rlim_max, kWanted), std::max(limit.rlim_max, kWanted)};
  if (setrlimit(RLIMIT_NOFILE, &more) == 0) return absl::OkStatus();
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= kLeast) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("this process may open ", limit.rlim_cur, " files; allow ", kLeast,
                   " at least, with `ulimit -Hn` or systemd's LimitNOFILE="));
}

int Serve(const Config& config) {
  if (const absl::Status raised = RaiseOpenFiles(); !raised.ok()) return Fail(kExitHost, raised);
  // Sources and artefacts are read by the users of jails; our sockets are nobody else's.
  umask(022);
  const sigset_t signals = BlockSignals();
  Log log(STDERR_FILENO, config.log_level);
  const absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(config, &log);
  if (!server.ok()) {
    return Fail(absl::IsInvalidArgument(server.status()) ? kExitUsage : kExitHost, server.status());
  }
  log.Info("serving", {{"version", kVersion},
                       {"addresses", absl::StrJoin((*server)->addresses(), " ")},
                       {"state_dir", config.state_dir}});
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) {
      log.Info("draining", {{"signal", signal}});
      break;
    }
    const absl::Status reloaded = (*server)->Reload();
    if (reloaded.ok()) {
      log.Info("reloaded");
    } else {
      log.Error("reload_failed", {{"error", reloaded.ToString()}});
    }
  }
  // From here on a further signal kills at once: what was accepted is in the journal.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  (*server)->Drain();
  log.Info("stopped");
  return kExitOk;
}

int Main(int argc, char** argv) {
  CLI::App app("Judges programs in throwaway jails, over gRPC.", "sandboxd");
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("sandboxd ") + kVersion);
  ServerFlags flags;
  AddServerFlags(&app, &flags);
  const CLI::App* const hash_token = app.add_subcommand(
      "hash-token", "Print what a token file holds of the token on standard input.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::Error& error) {
    return Fail(kExitUsage, absl::InvalidArgumentError(error.what()));
  }
  if (hash_token->parsed()) return HashTokenCommand();
  const absl::StatusOr<Config> config = MakeConfig(flags);
  if (!config.ok()) return Fail(kExitUsage, config.status());
  if (flags.check_config) {
    std::puts("The configuration is good.");
    return kExitOk;
  }
  return Serve(*config);
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  // Debian's abseil was built for debugging: it would keep, under one lock for all, a graph of
  // which mutex is taken while which other is held, gRPC's too.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // The libraries throw nothing of their own: this is memory that ran out, or a fault of ours.
  try {
    return assay::judge::Main(argc, argv);
  } catch (const std::exception& error) {
    return assay::judge::Fail(assay::judge::kExitHost, absl::InternalError(error.what()));
  }
}
