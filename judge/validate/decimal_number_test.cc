#include "judge/validate/decimal_number.h"

#include <limits>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ParseDecimalNumber, Numbers) {
  const struct {
    absl::string_view text;
    double value;
  } cases[] = {
      {"0", 0},
      {"-0", 0},
      {"007", 7},
      {"+5", 5},
      {"-12.5", -12.5},
      {"5.", 5},
      {".5", 0.5},
      {"+.5e1", 5},
      {"1e3", 1000},
      {"1E-3", 0.001},
      {"1e+2", 100},
      {"0.1", 0.1},
      {"1e400", kInfinity},
      {"-1e400", -kInfinity},
      {"1e999999999999999999999", kInfinity},
      {"1e-400", 0},
      {"-1e-400", 0},
      {"0e999999999999999999999", 0},
      {"9007199254740993", 9007199254740992},
      {"179769313486231570000000000000000000000e270", 1.7976931348623157e308},
  };
  for (const auto& c : cases) {
    const std::optional<double> value = ParseDecimalNumber(c.text);
    ASSERT_TRUE(value.has_value()) << c.text;
    EXPECT_EQ(*value, c.value) << c.text;
  }
}

TEST(ParseDecimalNumber, LongFraction) {
  EXPECT_EQ(ParseDecimalNumber("0." + std::string(4000, '0') + "1e4001"), 1);
}

TEST(ParseDecimalNumber, NotNumbers) {
  const absl::string_view cases[] = {
      "",      "+",   "-",     ".",   "-.",   "e5",    ".e5",      "1e",   "1e+",
      "--1",   "+-1", "1.2.3", "inf", "-inf", "nan",   "NaN",      "0x10", "0x1p3",
      "1_000", "1,5", " 1",    "1 ",  "1f",   "1e5.0", "infinity",
  };
  for (const absl::string_view text : cases) {
    EXPECT_EQ(ParseDecimalNumber(text), std::nullopt) << '"' << text << '"';
  }
  EXPECT_EQ(ParseDecimalNumber(absl::string_view("1\0", 2)), std::nullopt);
}

}  // namespace
}  // namespace assay::judge
