#ifndef ASSAY_SANDBOX_STATISTICS_H_
#define ASSAY_SANDBOX_STATISTICS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace assay::sandbox {

// How often something took how long, in classes. Not thread-safe.
class LatencyHistogram {
 public:
  // Upper bounds of the classes, which include them; a last one has what took longer.
  static constexpr std::array<absl::Duration, 14> kBounds = {
      absl::Microseconds(50),  absl::Microseconds(100), absl::Microseconds(200),
      absl::Microseconds(500), absl::Milliseconds(1),   absl::Milliseconds(2),
      absl::Milliseconds(5),   absl::Milliseconds(10),  absl::Milliseconds(20),
      absl::Milliseconds(50),  absl::Milliseconds(100), absl::Milliseconds(200),
      absl::Milliseconds(500), absl::Seconds(1)};

  void Add(absl::Duration latency) {
    size_t index = 0;
    while (index < kBounds.size() && latency > kBounds[index]) ++index;
    ++counts_[index];
    ++count_;
    sum_ += latency;
  }

  // By class; those of lower classes are not in it.
  const std::array<int64_t, kBounds.size() + 1>& counts() const { return counts_; }
  // Of all classes.
  int64_t count() const { return count_; }
  absl::Duration sum() const { return sum_; }

 private:
  std::array<int64_t, kBounds.size() + 1> counts_ = {};
  int64_t count_ = 0;
  absl::Duration sum_;
};

// What a Sandbox has done since it was made.
struct Statistics {
  // From the call of Start() to the moment at which a jail was told what to run: of every run that
  // was started.
  LatencyHistogram start_latency;
  // From the moment at which a jail was given up, when its processes are killed, to that at which
  // nothing of it was left.
  LatencyHistogram teardown_latency;
  // Runs that found a jail ready, or in the making, and those that had to make one.
  int64_t pool_hit_count = 0;
  int64_t pool_miss_count = 0;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_STATISTICS_H_
