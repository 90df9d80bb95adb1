#include "judge/evaluate/run_to_end.h"

#include <optional>
#include <utility>

#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<sandbox::RunResult> RunToEnd(sandbox::Sandbox& sandbox, sandbox::RunSpec spec,
                                            Cancellation& cancellation, Cancellation* also) {
  if (cancellation.cancelled() || (also != nullptr && also->cancelled())) {
    return absl::AbortedError("cancelled");
  }
  ASSAY_ASSIGN_OR_RETURN(sandbox::Run run, sandbox.Start(std::move(spec)));
  const Cancellation::Registration registration(&cancellation, &run);
  std::optional<Cancellation::Registration> also_registration;
  if (also != nullptr) also_registration.emplace(also, &run);
  return std::move(run).Wait();
}

}  // namespace assay::judge
