#include "judge/base/duration_proto.h"

#include <cstdint>
#include <limits>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

google::protobuf::Duration Proto(int64_t seconds, int32_t nanos) {
  google::protobuf::Duration proto;
  proto.set_seconds(seconds);
  proto.set_nanos(nanos);
  return proto;
}

constexpr int64_t kMaxSeconds = 315'576'000'000;

TEST(DurationProtoTest, ConvertsBothWays) {
  const struct {
    absl::Duration duration;
    int64_t seconds;
    int32_t nanos;
  } cases[] = {
      {absl::ZeroDuration(), 0, 0},
      {absl::Nanoseconds(1), 0, 1},
      {absl::Milliseconds(1500), 1, 500'000'000},
      {-absl::Milliseconds(1500), -1, -500'000'000},
      {absl::Hours(24 * 30), 2'592'000, 0},
      {absl::Seconds(kMaxSeconds), kMaxSeconds, 0},
  };
  for (const auto& [duration, seconds, nanos] : cases) {
    const google::protobuf::Duration proto = ToDurationProto(duration);
    EXPECT_EQ(proto.seconds(), seconds) << duration;
    EXPECT_EQ(proto.nanos(), nanos) << duration;
    const absl::StatusOr<absl::Duration> back = FromDurationProto(proto);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, duration);
  }
}

TEST(DurationProtoTest, KeepsToTheRange) {
  EXPECT_EQ(ToDurationProto(absl::InfiniteDuration()).seconds(), kMaxSeconds);
  EXPECT_EQ(ToDurationProto(-absl::InfiniteDuration()).seconds(), -kMaxSeconds);
  EXPECT_EQ(ToDurationProto(absl::Nanoseconds(1) / 2).nanos(), 0);
}

TEST(DurationProtoTest, RefusesWhatIsNoDuration) {
  const google::protobuf::Duration cases[] = {
      Proto(kMaxSeconds + 1, 0),
      Proto(-kMaxSeconds - 1, 0),
      Proto(std::numeric_limits<int64_t>::max(), 0),
      Proto(std::numeric_limits<int64_t>::min(), 0),
      Proto(0, 1'000'000'000),
      Proto(0, std::numeric_limits<int32_t>::min()),
      Proto(1, -1),
      Proto(-1, 1),
  };
  for (const google::protobuf::Duration& proto : cases) {
    EXPECT_TRUE(absl::IsInvalidArgument(FromDurationProto(proto).status()))
        << proto.ShortDebugString();
  }
}

}  // namespace
}  // namespace assay::judge
