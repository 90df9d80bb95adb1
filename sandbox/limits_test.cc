#include "sandbox/limits.h"

#include <functional>
#include <limits>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(ValidateLimitsTest, AcceptsTheDefaults) { EXPECT_TRUE(ValidateLimits(Limits()).ok()); }

TEST(ValidateLimitsTest, NamesTheFieldThatIsOutOfRange) {
  const struct {
    const char* field;
    std::function<void(Limits&)> change;
  } kCases[] = {
      {"cpu_time", [](Limits& l) { l.cpu_time = absl::ZeroDuration(); }},
      {"cpu_time", [](Limits& l) { l.cpu_time = -absl::Seconds(1); }},
      {"cpu_time", [](Limits& l) { l.cpu_time = absl::InfiniteDuration(); }},
      {"wall_time", [](Limits& l) { l.wall_time = absl::Hours(25); }},
      {"memory_bytes", [](Limits& l) { l.memory_bytes = 2 * kMebibyte - 1; }},
      {"memory_bytes", [](Limits& l) { l.memory_bytes = std::numeric_limits<int64_t>::max(); }},
      {"output_bytes", [](Limits& l) { l.output_bytes = 0; }},
      {"file_size_bytes", [](Limits& l) { l.file_size_bytes = -1; }},
      {"stack_bytes", [](Limits& l) { l.stack_bytes = 1; }},
      {"task_count", [](Limits& l) { l.task_count = 0; }},
      {"work_bytes", [](Limits& l) { l.work_bytes = 0; }},
      {"work_inodes", [](Limits& l) { l.work_inodes = 0; }},
      {"open_files", [](Limits& l) { l.open_files = 1001; }},
      {"instructions", [](Limits& l) { l.instructions = 0; }},
      {"instructions", [](Limits& l) { l.instructions = std::numeric_limits<int64_t>::max(); }},
  };
  for (const auto& test : kCases) {
    Limits limits;
    test.change(limits);
    const absl::Status status = ValidateLimits(limits);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << test.field;
    EXPECT_TRUE(absl::StartsWith(status.message(), test.field)) << status;
  }
}

}  // namespace
}  // namespace assay::sandbox
