#include "judge/base/duration_proto.h"

#include <algorithm>
#include <cstdint>

namespace assay::judge {
namespace {

constexpr int64_t kMaxSeconds = 315'576'000'000;
constexpr int64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

google::protobuf::Duration ToDurationProto(absl::Duration duration) {
  const absl::Duration limit = absl::Seconds(kMaxSeconds);
  duration = std::clamp(duration, -limit, limit);
  google::protobuf::Duration proto;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  proto.set_nanos(
      static_cast<int32_t>(absl::IDivDuration(duration, absl::Nanoseconds(1), &duration)));
  return proto;
}

absl::StatusOr<absl::Duration> FromDurationProto(const google::protobuf::Duration& duration) {
  const int64_t seconds = duration.seconds();
  const int64_t nanos = duration.nanos();
  if (seconds < -kMaxSeconds || seconds > kMaxSeconds) {
    return absl::InvalidArgumentError("is longer than 10,000 years");
  }
  if (nanos <= -kNanosPerSecond || nanos >= kNanosPerSecond) {
    return absl::InvalidArgumentError("has nanos of a second or more");
  }
  if ((seconds < 0 && nanos > 0) || (seconds > 0 && nanos < 0)) {
    return absl::InvalidArgumentError("has seconds and nanos of different signs");
  }
  return absl::Seconds(seconds) + absl::Nanoseconds(nanos);
}

}  // namespace assay::judge
