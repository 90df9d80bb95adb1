#include "sandbox/cgroup/pressure.h"

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(ParsePressureTotalTest, ReadsTheLineSome) {
  const struct {
    const char* text;
    std::optional<absl::Duration> total;
  } kCases[] = {
      {"some avg10=18.96 avg60=12.76 avg300=25.22 total=11188\n"
       "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n",
       absl::Microseconds(11188)},
      {"full avg10=0.00 avg60=0.00 avg300=0.00 total=7\nsome total=0\n", absl::ZeroDuration()},
      {"full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n", std::nullopt},
      {"some avg10=0.00\n", std::nullopt},
      {"some total=-1\n", std::nullopt},
      {"some total=1x\n", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& c : kCases) EXPECT_EQ(ParsePressureTotal(c.text), c.total) << c.text;
}

}  // namespace
}  // namespace assay::sandbox
