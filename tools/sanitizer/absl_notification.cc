// Tells ThreadSanitizer of absl::Notification, which passes what was written before it on without a
// mutex where it has come by then. The system's abseil is not instrumented. These definitions take
// the place of the shared library's and call them.

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/notification.h"

namespace {

// The library's own definition of a member function, by its mangled name.
template <typename Function>
Function* Original(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

void* AddressOf(const absl::Notification* notification) {
  return const_cast<absl::Notification*>(notification);
}

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Notification::Notify() {
  static auto* const original =
      Original<void(Notification*)>("_ZN4absl7debian312Notification6NotifyEv");
  __tsan_release(AddressOf(this));
  original(this);
}

void Notification::WaitForNotification() const {
  static auto* const original =
      Original<void(const Notification*)>("_ZNK4absl7debian312Notification19WaitForNotificationEv");
  original(this);
  __tsan_acquire(AddressOf(this));
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  static auto* const original = Original<bool(const Notification*, Duration)>(
      "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
  const bool notified = original(this, timeout);
  if (notified) __tsan_acquire(AddressOf(this));
  return notified;
}

ABSL_NAMESPACE_END
}  // namespace absl
