#include "judge/batch/distinct_files.h"

#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

TEST(CheckDistinctTest, FindsOneFileByTwoNames) {
  const std::string folder = testing::TempDir();
  const std::string there = absl::StrCat(folder, "/there");
  const std::string link = absl::StrCat(folder, "/link");
  ASSERT_TRUE(WriteFile(there, "x").ok());
  ASSERT_EQ(::link(there.c_str(), link.c_str()), 0);
  const struct {
    std::string a;
    std::string b;
    bool distinct;
  } kCases[] = {
      {there, there, false},
      {there, absl::StrCat(folder, "/./there"), false},
      {there, link, false},
      {absl::StrCat(folder, "/new"), absl::StrCat(folder, "/other/../new"), false},
      {there, absl::StrCat(folder, "/new"), true},
      {"", "", true},
      {"/dev/null", "/dev/null", true},
  };
  for (const auto& each : kCases) {
    const absl::Status status = CheckDistinct({}, {{"--a", each.a}, {"--b", each.b}});
    EXPECT_EQ(status.ok(), each.distinct) << each.a << " " << each.b << " " << status;
    if (!each.distinct) {
      EXPECT_FALSE(CheckDistinct({{"--a", each.a}}, {{"--b", each.b}}).ok());
      EXPECT_TRUE(CheckDistinct({{"--a", each.a}, {"--b", each.b}}, {}).ok());
      EXPECT_NE(status.message().find("--b names the file of --a"), std::string::npos) << status;
    }
  }
}

}  // namespace
}  // namespace assay::judge
