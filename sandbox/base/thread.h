#ifndef ASSAY_SANDBOX_BASE_THREAD_H_
#define ASSAY_SANDBOX_BASE_THREAD_H_

#include <system_error>
#include <thread>
#include <utility>

#include "absl/status/statusor.h"
#include "sandbox/base/status.h"

namespace assay {

// A thread that runs `function`. UNAVAILABLE where the host allows no more tasks, for which
// std::thread throws.
template <typename Function>
absl::StatusOr<std::thread> StartThread(Function function) {
  try {
    return std::thread(std::move(function));
  } catch (const std::system_error& error) {
    return ErrnoStatus(error.code().value(), "start a thread");
  }
}

}  // namespace assay

#endif  // ASSAY_SANDBOX_BASE_THREAD_H_
