#include "judge/evaluate/runtime_outcome.h"

#include <variant>

#include "absl/strings/match.h"

namespace assay::judge {

sandbox::Outcome RuntimeOutcome(const sandbox::Outcome& outcome, const ::judge::v1::RunStep& run,
                                absl::string_view error_output) {
  const auto* exited = std::get_if<sandbox::Exited>(&outcome);
  const ::judge::v1::MemoryExhaustion& sign = run.memory_exhaustion();
  if (!run.has_memory_exhaustion() || exited == nullptr || exited->exit_code != sign.exit_code() ||
      !absl::StrContains(error_output, sign.standard_error())) {
    return outcome;
  }
  return sandbox::LimitExceeded{sandbox::Limit::kMemory};
}

}  // namespace assay::judge
