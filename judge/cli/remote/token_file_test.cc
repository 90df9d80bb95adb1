#include "judge/cli/remote/token_file.h"

#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

std::string Write(const std::string& contents, int mode) {
  const std::string path = absl::StrCat(getenv("TEST_TMPDIR"), "/token");
  EXPECT_EQ(WriteFile(path, contents), absl::OkStatus());
  EXPECT_EQ(chmod(path.c_str(), mode), 0);
  return path;
}

TEST(TokenFileTest, ReadsTheFirstLine) {
  for (const char* contents : {"t0k=en", "t0k=en\n", "t0k=en\r\nmore", "  t0k=en \n\n"}) {
    EXPECT_EQ(ReadTokenFile(Write(contents, 0600)).value_or("none"), "t0k=en") << contents;
  }
  EXPECT_EQ(ReadTokenFile(Write("a", 0440)).value_or("none"), "a");
}

TEST(TokenFileTest, RefusesWithoutTellingTheToken) {
  const struct {
    std::string contents;
    int mode;
  } kCases[] = {
      {"secret", 0644},
      {"secret", 0602},
      {"", 0600},
      {"\nsecret", 0600},
      {"sec ret", 0600},
      {"secret\x01", 0600},
      {"secret\xc3\xa4", 0600},
      {std::string(4097, 's'), 0600},
      {std::string(100'000, 's'), 0600},
  };
  for (const auto& c : kCases) {
    const std::string path = Write(c.contents, c.mode);
    const absl::Status status = ReadTokenFile(path).status();
    EXPECT_FALSE(status.ok()) << c.contents.substr(0, 20);
    EXPECT_TRUE(absl::StrContains(status.message(), path)) << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "sec")) << status;
  }
  EXPECT_TRUE(absl::IsNotFound(ReadTokenFile("/nonexistent/token").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadTokenFile("/dev/null").status()));
}

}  // namespace
}  // namespace assay::judge
