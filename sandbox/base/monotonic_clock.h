#ifndef ASSAY_SANDBOX_BASE_MONOTONIC_CLOCK_H_
#define ASSAY_SANDBOX_BASE_MONOTONIC_CLOCK_H_

#include <time.h>

#include <cstdint>

namespace assay {

// CLOCK_MONOTONIC in nanoseconds.
inline int64_t MonotonicNowNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace assay

#endif  // ASSAY_SANDBOX_BASE_MONOTONIC_CLOCK_H_
