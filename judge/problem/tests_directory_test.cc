#include "judge/problem/tests_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

TEST(ReadTestsDirectory, NaturalOrderAndBothEndings) {
  const TempFolder temp;
  for (const char* name : {"10.in", "10.ans", "9.in", "9.out", "a b.in", "a b.ans", "README.md",
                           ".in", "._9.in", "sub/x.in", "9.out.bak"}) {
    temp.Write(name);
  }
  const absl::StatusOr<Problem> problem = ReadTestsDirectory(temp.path() + "/");
  ASSERT_TRUE(problem.ok()) << problem.status();
  const std::vector<TestCase> expected = {
      {"9", temp / "9.in", temp / "9.out"},
      {"10", temp / "10.in", temp / "10.ans"},
      {"a b", temp / "a b.in", temp / "a b.ans"},
  };
  EXPECT_TRUE(problem->tests == expected);
  EXPECT_EQ(problem->root, temp.path());
  EXPECT_TRUE(problem->limits == ProblemLimits());
  EXPECT_TRUE(problem->validator_flags == ValidatorFlags());
}

TEST(ReadTestsDirectory, CallersFault) {
  const TempFolder temp;
  temp.Write("file");
  EXPECT_TRUE(absl::IsNotFound(ReadTestsDirectory(temp / "none").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ReadTestsDirectory(temp / "file").status()));
}

TEST(ReadTestsDirectory, UnreadableFolder) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads every folder";
  const TempFolder temp;
  temp.Write("t/1.in");
  chmod((temp / "t").c_str(), 0);
  EXPECT_TRUE(absl::IsPermissionDenied(ReadTestsDirectory(temp / "t").status()));
  chmod((temp / "t").c_str(), 0700);
}

TEST(ReadTestsDirectory, NoTests) {
  const TempFolder temp;
  temp.Write("sub/1.in");
  const absl::Status status = ReadTestsDirectory(temp.path()).status();
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("has no tests"));
}

TEST(ReadTestsDirectory, ProblemsFault) {
  const struct {
    std::vector<std::string> files;
    std::string fifo;
    std::string link;
    std::string message;
  } cases[] = {
      {{"1.in"}, "", "", "1.in has no answer"},
      {{"1.in", "1.ans", "2.ans"}, "", "", "is an answer without input"},
      {{"1.in", "1.ans", "2.out"}, "", "", "is an answer without input"},
      {{"1.ans", "1.in/x"}, "", "", "\"1.in\" is a folder"},
      {{"1.in", "1.ans", "2.out/x"}, "", "", "\"2.out\" is a folder"},
      {{"1.ans"}, "1.in", "", "1.in is not a regular file"},
      {{"1.in"}, "1.ans", "", "1.ans is not a regular file"},
      {{"1.in"}, "", "1.ans", "1.ans is a link that leaves the folder"},
      {{"1.ans"}, "", "1.in", "1.in is a link that leaves the folder"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    for (const std::string& file : c.files) temp.Write(file);
    if (!c.fifo.empty()) {
      ASSERT_EQ(mkfifo((temp / c.fifo).c_str(), 0600), 0);
    }
    if (!c.link.empty()) {
      ASSERT_EQ(symlink("/etc/passwd", (temp / c.link).c_str()), 0);
    }
    const absl::Status status = ReadTestsDirectory(temp.path()).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

}  // namespace
}  // namespace assay::judge
