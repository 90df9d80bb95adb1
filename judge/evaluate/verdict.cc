#include "judge/evaluate/verdict.h"

#include <csignal>
#include <cstring>
#include <variant>

#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

using ::judge::v1::Verdict;

struct OutcomeVerdict {
  Verdict operator()(const sandbox::Exited& exited) const {
    return exited.exit_code == 0 ? ::judge::v1::VERDICT_ACCEPTED
                                 : ::judge::v1::VERDICT_RUNTIME_ERROR;
  }
  Verdict operator()(const sandbox::Signaled&) const { return ::judge::v1::VERDICT_RUNTIME_ERROR; }
  Verdict operator()(const sandbox::LimitExceeded& exceeded) const {
    switch (exceeded.limit) {
      case sandbox::Limit::kCpuTime:
      case sandbox::Limit::kInstructions:
        return ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED;
      case sandbox::Limit::kWallTime:
        return ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
      case sandbox::Limit::kMemory:
        return ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED;
      case sandbox::Limit::kOutput:
      case sandbox::Limit::kFileSize:
        return ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED;
    }
    return ::judge::v1::VERDICT_UNSPECIFIED;
  }
  Verdict operator()(const sandbox::SyscallDenied&) const {
    return ::judge::v1::VERDICT_SYSCALL_DENIED;
  }
  // Whoever stopped it knew the verdict.
  Verdict operator()(const sandbox::Stopped&) const { return ::judge::v1::VERDICT_UNSPECIFIED; }
};

struct OutcomeText {
  std::string operator()(const sandbox::Exited& exited) const {
    return absl::StrCat("exit code ", exited.exit_code);
  }
  std::string operator()(const sandbox::Signaled& signaled) const {
    return absl::StrCat("killed by ", SignalName(signaled.signal));
  }
  std::string operator()(const sandbox::LimitExceeded& exceeded) const {
    switch (exceeded.limit) {
      case sandbox::Limit::kCpuTime:
        return "cpu time limit exceeded";
      case sandbox::Limit::kWallTime:
        return "wall time limit exceeded";
      case sandbox::Limit::kMemory:
        return "memory limit exceeded";
      case sandbox::Limit::kOutput:
        return "output limit exceeded";
      case sandbox::Limit::kFileSize:
        return "file size limit exceeded";
      case sandbox::Limit::kInstructions:
        return "instruction limit exceeded";
    }
    return "limit exceeded";
  }
  std::string operator()(const sandbox::SyscallDenied& denied) const {
    return absl::StrCat("denied system call ", denied.name);
  }
  std::string operator()(const sandbox::Stopped&) const { return "stopped by the judge"; }
};

}  // namespace

Verdict TestVerdict(const sandbox::Outcome& outcome, std::optional<bool> output_accepted) {
  const Verdict verdict = std::visit(OutcomeVerdict(), outcome);
  if (verdict != ::judge::v1::VERDICT_ACCEPTED || output_accepted.value_or(true)) return verdict;
  return ::judge::v1::VERDICT_WRONG_ANSWER;
}

Verdict TotalVerdict(const std::vector<Verdict>& tests) {
  if (tests.empty()) return ::judge::v1::VERDICT_JUDGE_ERROR;
  for (const Verdict verdict : tests) {
    if (IsFailure(verdict)) return verdict;
  }
  return ::judge::v1::VERDICT_ACCEPTED;
}

bool IsFailure(Verdict verdict) {
  return verdict != ::judge::v1::VERDICT_ACCEPTED && verdict != ::judge::v1::VERDICT_SKIPPED;
}

std::string DescribeOutcome(const sandbox::Outcome& outcome) {
  return std::visit(OutcomeText(), outcome);
}

std::string SignalName(int signal) {
  if (const char* name = sigabbrev_np(signal); name != nullptr) return absl::StrCat("SIG", name);
  if (signal >= SIGRTMIN && signal <= SIGRTMAX) {
    return absl::StrCat("SIGRTMIN+", signal - SIGRTMIN);
  }
  return absl::StrCat("signal ", signal);
}

}  // namespace assay::judge
