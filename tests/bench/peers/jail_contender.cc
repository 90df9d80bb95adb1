#include "tests/bench/peers/jail_contender.h"

#include <fcntl.h>

#include <cstdint>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::bench {
namespace {

std::string Describe(const sandbox::Outcome& outcome) {
  if (const auto* exited = std::get_if<sandbox::Exited>(&outcome)) {
    return absl::StrCat("exited with ", exited->exit_code);
  }
  if (const auto* signaled = std::get_if<sandbox::Signaled>(&outcome)) {
    return absl::StrCat("was ended by signal ", signaled->signal);
  }
  if (const auto* denied = std::get_if<sandbox::SyscallDenied>(&outcome)) {
    return absl::StrCat("was denied the system call ", denied->name);
  }
  return "exceeded a limit";
}

}  // namespace

absl::StatusOr<std::unique_ptr<JailContender>> JailContender::Create(::peers::v1::AssayJail jail,
                                                                     std::string stdin_path,
                                                                     int in_flight) {
  ASSAY_ASSIGN_OR_RETURN(auto filter, sandbox::PolicyStore().Get(jail.seccomp_policy()));
  sandbox::SandboxOptions options;
  options.pool_depth = jail.pooled() ? in_flight : 0;
  ASSAY_ASSIGN_OR_RETURN(auto sandbox, sandbox::Sandbox::Create(options));
  return std::unique_ptr<JailContender>(new JailContender(std::move(jail), std::move(stdin_path),
                                                          std::move(filter), std::move(sandbox)));
}

JailContender::JailContender(::peers::v1::AssayJail jail, std::string stdin_path,
                             std::shared_ptr<const sandbox::SeccompFilter> filter,
                             std::unique_ptr<sandbox::Sandbox> sandbox)
    : jail_(std::move(jail)),
      stdin_path_(std::move(stdin_path)),
      filter_(std::move(filter)),
      sandbox_(std::move(sandbox)) {}

sandbox::RunSpec JailContender::MakeSpec(std::string* output) const {
  sandbox::RunSpec spec;
  spec.argv.assign(jail_.argv().begin(), jail_.argv().end());
  spec.env.assign(jail_.env().begin(), jail_.env().end());
  for (const ::peers::v1::Bind& bind : jail_.binds()) {
    spec.root.binds.push_back({.host_path = bind.host_path(), .jail_path = bind.jail_path()});
  }
  for (const ::peers::v1::Symlink& link : jail_.symlinks()) {
    spec.root.symlinks.push_back({.jail_path = link.jail_path(), .target = link.target()});
  }
  spec.limits.memory_bytes = static_cast<int64_t>(jail_.memory_bytes());
  spec.limits.task_count = jail_.task_count();
  spec.seccomp = filter_;
  if (output != nullptr) {
    spec.stdout_target = [output](absl::string_view data) { absl::StrAppend(output, data); };
  }
  return spec;
}

absl::Status JailContender::Run(int /*slot*/) { return RunInJail(nullptr); }

absl::Status JailContender::Check(const std::string& expected_output) {
  std::string output;
  ASSAY_RETURN_IF_ERROR(RunInJail(&output));
  return CompareOutput(output, expected_output);
}

absl::Status JailContender::RunInJail(std::string* output) const {
  sandbox::RunSpec spec = MakeSpec(output);
  if (!stdin_path_.empty()) {
    ASSAY_ASSIGN_OR_RETURN(spec.stdin_fd, OpenFile(stdin_path_, O_RDONLY));
  }
  ASSAY_ASSIGN_OR_RETURN(sandbox::Run run, sandbox_->Start(std::move(spec)));
  ASSAY_ASSIGN_OR_RETURN(const sandbox::RunResult result, std::move(run).Wait());
  if (result.outcome == sandbox::Outcome(sandbox::Exited{0})) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(jail_.argv(0), " ", Describe(result.outcome)));
}

}  // namespace assay::bench
