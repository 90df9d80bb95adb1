#ifndef ASSAY_SANDBOX_CGROUP_SWAP_H_
#define ASSAY_SANDBOX_CGROUP_SWAP_H_

#include <string>

#include "absl/status/status.h"

namespace assay::sandbox {

// For kernels that do not account for swap: FAILED_PRECONDITION, naming `fix` as a way out besides
// swapoff, when the host has swap, where a run's memory would escape its limit.
absl::Status RequireNoSwap(const std::string& fix);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_SWAP_H_
