#include "judge/cli/units.h"

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(UnitsTest, Durations) {
  struct Case {
    std::string text;
    absl::Duration value;  // Zero: refused.
  };
  const Case cases[] = {
      {"2s", absl::Seconds(2)},
      {"500ms", absl::Milliseconds(500)},
      {"1m", absl::Minutes(1)},
      {"1m30s", absl::Seconds(90)},
      {"1.5s", absl::Milliseconds(1500)},
      {"0.001s", absl::Milliseconds(1)},
      {"1h", absl::Hours(1)},
      {"", {}},
      {"2", {}},
      {"0", {}},
      {"0s", {}},
      {"-1s", {}},
      {"+1s", {}},
      {"nan", {}},
      {"inf", {}},
      {"2 s", {}},
      {"2sec", {}},
      {"s", {}},
      {"1e3s", {}},
      {"2s ", {}},
      {std::string(1000, '9') + "s", {}},
      {"99999999999999999999h", {}},
      {std::string("2s\0", 3), {}},
  };
  for (const Case& c : cases) {
    const auto value = ParseDuration(c.text);
    EXPECT_EQ(value.value_or(absl::ZeroDuration()), c.value) << c.text;
    if (!value.ok()) {
      EXPECT_EQ(value.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
  EXPECT_EQ(ParseDuration("2\x1b").status().message(),
            "\"2\\x1b\" is not a positive time with a unit, such as 2s, 500ms or 1m");
}

TEST(UnitsTest, Sizes) {
  struct Case {
    std::string text;
    int64_t value;  // 0: refused.
  };
  const Case cases[] = {
      {"256MiB", int64_t{256} << 20},
      {"64KiB", 65536},
      {"1GiB", int64_t{1} << 30},
      {"100MB", 100'000'000},
      {"1kB", 1000},
      {"1KB", 1000},
      {"17B", 17},
      {"1.5KiB", 1536},
      {"0.0001KiB", 0},
      {"", 0},
      {"256", 0},
      {"0MiB", 0},
      {"-1MiB", 0},
      {"256M", 0},
      {"256mib", 0},
      {"256 MiB", 0},
      {"1e3MiB", 0},
      {"nanMiB", 0},
      {"..MiB", 0},
      {"1.2.3MiB", 0},
      {".MiB", 0},
      {"MiB", 0},
      {"99999999999999999999GiB", 0},
      {std::string(1000, '9') + "B", 0},
  };
  for (const Case& c : cases) {
    const auto value = ParseSize(c.text);
    EXPECT_EQ(value.value_or(0), c.value) << c.text;
    if (!value.ok()) {
      EXPECT_EQ(value.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
  EXPECT_TRUE(absl::StrContains(ParseSize("256").status().message(), "such as 256MiB"));
  EXPECT_TRUE(absl::StrContains(ParseSize("9999999999GiB").status().message(), "too large"));
}

TEST(UnitsTest, Quantities) {
  struct Case {
    std::string text;
    int64_t value;  // 0: refused.
  };
  const Case cases[] = {
      {"1", 1},
      {"1000000", 1'000'000},
      {"20k", 20'000},
      {"500M", 500'000'000},
      {"1.5G", 1'500'000'000},
      {"2T", 2'000'000'000'000},
      {"1.9", 1},
      {"", 0},
      {"0", 0},
      {"0.5", 0},
      {"-1", 0},
      {"M", 0},
      {"500m", 0},
      {"500 M", 0},
      {"500MiB", 0},
      {"1e6", 0},
      {"99999999999T", 0},
      {std::string(1000, '9'), 0},
  };
  for (const Case& c : cases) {
    const auto value = ParseQuantity(c.text);
    EXPECT_EQ(value.value_or(0), c.value) << c.text;
    if (!value.ok()) {
      EXPECT_EQ(value.status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
  EXPECT_TRUE(absl::StrContains(ParseQuantity("x").status().message(), "such as 1000000, 500M"));
}

TEST(UnitsTest, Counts) {
  struct Case {
    const char* text;
    int value;  // 0: refused.
  };
  const Case cases[] = {{"1", 1},   {"64", 64}, {"1000000", 1000000}, {"0", 0},  {"-1", 0},
                        {"", 0},    {"1.5", 0}, {"1000001", 0},       {"4k", 0}, {" 4", 0},
                        {"0x4", 0}, {"+4", 0},  {"99999999999", 0},   {"nan", 0}};
  for (const Case& c : cases) EXPECT_EQ(ParseCount(c.text).value_or(0), c.value) << c.text;
}

TEST(UnitsTest, ForPeople) {
  EXPECT_EQ(FormatSeconds(absl::Microseconds(1500)), "0.002 s");
  EXPECT_EQ(FormatSeconds(absl::Seconds(95)), "95.000 s");
  EXPECT_EQ(FormatMebibytes(400 << 10), "0.4 MiB");
  EXPECT_EQ(FormatMebibytes(int64_t{256} << 20), "256.0 MiB");
}

}  // namespace
}  // namespace assay::judge
