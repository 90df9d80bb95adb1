#include "sandbox/cgroup/swap.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {

absl::Status RequireNoSwap(const std::string& fix) {
  ASSAY_ASSIGN_OR_RETURN(const std::string swaps, ReadFile("/proc/swaps", 1 << 20));
  // The first line is a heading.
  if (std::count(swaps.begin(), swaps.end(), '\n') <= 1) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("swap is on and the kernel does not account for it; ", fix, ", or swapoff -a"));
}

}  // namespace assay::sandbox
