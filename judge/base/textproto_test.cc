#include "judge/base/textproto.h"

#include <string>

#include "absl/strings/match.h"
#include "google/protobuf/duration.pb.h"
#include "gtest/gtest.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

TEST(TextprotoTest, Parses) {
  google::protobuf::Duration duration;
  duration.set_nanos(7);
  ASSERT_TRUE(ParseTextproto("# Half a minute.\nseconds: 30", "d", &duration).ok());
  EXPECT_EQ(duration.seconds(), 30);
  EXPECT_EQ(duration.nanos(), 0);
}

TEST(TextprotoTest, SaysWhereTheFirstErrorIs) {
  const struct {
    std::string text;
    std::string start;
    std::string part;
  } cases[] = {
      {"seconds: 30\nminutes: 1\nhours: 1", "dir/file:2:", "minutes"},
      {"seconds: 30 seconds: 31", "dir/file:1:", "\"seconds\""},
      {"seconds: \"x\"", "dir/file:1:10", "\"x\""},
      {"seconds: ", "dir/file:1:", "integer"},
      {"seconds: 9223372036854775808", "dir/file:1:", "out of range"},
      {"\xff\xff", "dir/file:1:1", ""},
      {std::string("\0", 1), "dir/file:1:1", ""},
      {std::string(1 << 20, '['), "dir/file:1:", ""},
      {"seconds { " + std::string(1 << 20, '{'), "dir/file:1:", ""},
  };
  for (const auto& [text, start, part] : cases) {
    google::protobuf::Duration duration;
    const absl::Status status = ParseTextproto(text, "dir/file", &duration);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_TRUE(absl::StartsWith(status.message(), start)) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), part)) << status;
    EXPECT_TRUE(IsPlainText(status.message())) << status;
  }
}

}  // namespace
}  // namespace assay::judge
