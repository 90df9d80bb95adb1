// Tells ThreadSanitizer of absl::Status's reference count. The system's abseil is not instrumented,
// so that the last of several threads that share a status would seem to free it under the others.
// This definition takes the place of the shared library's.

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"

namespace absl {
ABSL_NAMESPACE_BEGIN

void Status::UnrefNonInlined(uintptr_t rep) {
  status_internal::StatusRep* const shared = RepToPointer(rep);
  if (shared->ref.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared;
}

ABSL_NAMESPACE_END
}  // namespace absl
