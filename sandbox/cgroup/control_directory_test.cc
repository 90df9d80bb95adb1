#include "sandbox/cgroup/control_directory.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(ParseControlNumberTest, AcceptsWhatTheKernelWrites) {
  EXPECT_EQ(ParseControlNumber("0\n", "f").value(), 0);
  EXPECT_EQ(ParseControlNumber("9223372036854771712\n", "f").value(), 9223372036854771712);
  EXPECT_EQ(ParseControlNumber("max\n", "f").value(), std::numeric_limits<int64_t>::max());
}

TEST(ParseControlNumberTest, NamesTheFileThatHoldsNoNumber) {
  for (const char* text : {"", "\n", "12x", "99999999999999999999", "-"}) {
    const absl::Status status = ParseControlNumber(text, "memory.peak").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << text;
    EXPECT_NE(std::string(status.message()).find("memory.peak"), std::string::npos) << text;
  }
}

TEST(ParseKeyedNumberTest, FindsWholeKeysOnly) {
  constexpr char kText[] = "oom 3\noom_kill 2\noom_kill_disable 1\n";
  EXPECT_EQ(ParseKeyedNumber(kText, "oom").value(), 3);
  EXPECT_EQ(ParseKeyedNumber(kText, "oom_kill").value(), 2);
  EXPECT_TRUE(absl::IsNotFound(ParseKeyedNumber(kText, "oom_kil").status()));
  EXPECT_TRUE(absl::IsNotFound(ParseKeyedNumber("", "oom").status()));
  EXPECT_EQ(ParseKeyedNumber("oom x\n", "oom").status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace assay::sandbox
