#include "judge/evaluate/runtime_outcome.h"

#include <variant>

#include "absl/strings/match.h"

namespace assay::judge {
namespace {

using ::judge::v1::MemoryExhaustion;

bool EndedAs(const sandbox::Outcome& outcome, const MemoryExhaustion& sign) {
  if (const auto* exited = std::get_if<sandbox::Exited>(&outcome)) {
    return sign.has_exit_code() && exited->exit_code == sign.exit_code();
  }
  if (const auto* signaled = std::get_if<sandbox::Signaled>(&outcome)) {
    return sign.has_signal() && signaled->signal == sign.signal();
  }
  return false;
}

}  // namespace

sandbox::Outcome RuntimeOutcome(const sandbox::Outcome& outcome, const ::judge::v1::RunStep& run,
                                absl::string_view error_output) {
  for (const MemoryExhaustion& sign : run.memory_exhaustion()) {
    if (EndedAs(outcome, sign) && absl::StrContains(error_output, sign.standard_error())) {
      return sandbox::LimitExceeded{sandbox::Limit::kMemory};
    }
  }
  return outcome;
}

}  // namespace assay::judge
