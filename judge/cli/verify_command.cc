#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/base/printable.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/progress.h"
#include "judge/cli/session.h"
#include "judge/cli/text_report.h"
#include "judge/cli/verify_flags.h"
#include "judge/cli/verify_junit.h"
#include "judge/cli/verify_text.h"
#include "judge/problem/problem_folder.h"
#include "judge/verify/verify_package.h"
#include "proto/judge/v1/verify.pb.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::PackageReport;
using ::judge::v1::VerifyReport;

constexpr size_t kMaxStatusBytes = 60;

// The line of a terminal that says what runs now.
class StatusLine {
 public:
  StatusLine() : is_terminal_(isatty(STDERR_FILENO) == 1) {}

  void Show(const std::string& what, int done, int total) {
    if (!is_terminal_) return;
    std::fputs(
        absl::StrFormat("\r\x1b[K%s  %d/%d", Truncate(what, kMaxStatusBytes), done, total).c_str(),
        stderr);
    std::fflush(stderr);
  }

  void Clear() {
    if (is_terminal_) std::fputs("\r\x1b[K", stderr);
  }

 private:
  const bool is_terminal_;
};

int ExitCodeOf(::judge::v1::CheckResult result) {
  switch (result) {
    case ::judge::v1::CHECK_RESULT_PASSED:
    case ::judge::v1::CHECK_RESULT_WARNING:
      return kExitAccepted;
    case ::judge::v1::CHECK_RESULT_DISCREPANCY:
      return kExitOtherVerdict;
    case ::judge::v1::CHECK_RESULT_FAULT:
      return kExitJudgeError;
    default:
      return kExitHost;
  }
}

// Names that are no folders are mistyped: said before anything runs.
absl::Status CheckFolders(const VerifyFlags& flags) {
  for (const std::string& path : flags.packages) {
    const absl::Status status = ProblemFolder::Open(path).status();
    if (!status.ok()) return Annotate(status, "PACKAGE");
  }
  return absl::OkStatus();
}

int Verify(const VerifyFlags& flags) {
  if (const absl::Status status = CheckFolders(flags); !status.ok()) {
    return Fail(ExitCodeOfArgument(status), status);
  }
  const absl::StatusOr<std::unique_ptr<Session>> session =
      Session::Open(flags.sandbox, flags.include_folders, flags.compile_cache);
  if (!session.ok()) return Fail(kExitHost, session.status());
  const int cpus = static_cast<int>((*session)->sandbox().cpus().size());
  if (flags.options.jobs > cpus) {
    return Fail(kExitUsage, absl::InvalidArgumentError(absl::StrCat(
                                "--jobs: \"", flags.options.jobs, "\" is more than the ", cpus,
                                " cpus that runs can be timed on; use at most ", cpus)));
  }
  StatusLine status_line;
  VerifyOptions options = flags.options;
  options.on_progress = [&status_line](const std::string& what, int done, int total) {
    status_line.Show(what, done, total);
  };
  VerifyReport report;
  int code = kExitAccepted;
  for (const std::string& path : flags.packages) {
    absl::StatusOr<PackageReport> package = VerifyPackage((*session)->context(), path, options);
    status_line.Clear();
    if (!package.ok()) return (*session)->Fail(kExitHost, package.status());
    code = std::max(code, ExitCodeOf(package->result()));
    if (flags.format == VerifyFlags::Format::kText) {
      std::fputs(VerifyText(*package, WantsColor(stdout)).c_str(), stdout);
      std::fflush(stdout);
    } else {
      *report.add_packages() = *std::move(package);
    }
  }
  if (flags.format == VerifyFlags::Format::kJson) std::fputs(JsonText(report).c_str(), stdout);
  if (flags.format == VerifyFlags::Format::kJunit) std::fputs(VerifyJunit(report).c_str(), stdout);
  return code;
}

}  // namespace

void AddVerifyCommand(CLI::App* app, std::function<int()>* action) {
  AddVerifyFlags(
      app, [action](const VerifyFlags& flags) { *action = [flags] { return Verify(flags); }; });
}

}  // namespace assay::judge
