#include "judge/problem/polygon_package.h"

#include <unistd.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/check_supported.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kXml[] = R"(<problem short-name="sum">
<judging><testset name="tests">
<time-limit>1000</time-limit><memory-limit>67108864</memory-limit><test-count>3</test-count>
<input-path-pattern>tests/%02d</input-path-pattern>
<answer-path-pattern>tests/%02d.a</answer-path-pattern>
<tests><test sample="true"/><test group="g" points="1"/><test group="h" points="2"/></tests>
<groups><group name="g"/>
<group name="h"><dependencies><dependency group="g"/></dependencies></group></groups>
</testset></judging>
<assets><checker><source path="files/check.cpp" type="cpp.g++17"/></checker>
<solutions>
<solution tag="main"><source path="solutions/a.cpp"/></solution>
<solution tag="do-not-run"><source path="solutions/b.cpp"/></solution>
</solutions></assets></problem>
)";

void WritePackage(const TempFolder& temp, const std::string& xml = kXml) {
  temp.Write("problem.xml", xml);
  for (const char* name : {"tests/01", "tests/01.a", "tests/02", "tests/02.a", "tests/03",
                           "tests/03.a", "files/check.cpp", "solutions/a.cpp", "solutions/b.cpp"}) {
    temp.Write(name);
  }
}

absl::StatusOr<Problem> Read(const TempFolder& temp) {
  return ReadPolygonPackage(*ProblemFolder::Open(temp.path()));
}

TEST(ReadPolygonPackage, GivesAProblem) {
  const TempFolder temp;
  WritePackage(temp);
  const absl::StatusOr<Problem> problem = Read(temp);
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_EQ(problem->name, "sum");
  EXPECT_EQ(problem->limits.time, absl::Seconds(1));
  EXPECT_EQ(problem->limits.memory_bytes, 64 << 20);
  EXPECT_TRUE(problem->kind.scoring);
  ASSERT_EQ(problem->tests.size(), 3);
  EXPECT_EQ(problem->tests[0].name, "1");
  EXPECT_TRUE(problem->tests[0].full_feedback);
  EXPECT_EQ(problem->tests[2].name, "h/3");
  EXPECT_EQ(problem->tests[2].input_path, temp / "tests/03");
  EXPECT_EQ(problem->tests[2].points, 2);
  ASSERT_EQ(problem->groups.size(), 3);
  EXPECT_THAT(problem->groups[0].items,
              ElementsAre(GroupItem{false, 0}, GroupItem{true, 1}, GroupItem{true, 2}));
  EXPECT_THAT(std::get<PointsPolicy>(problem->groups[2].grading).dependencies, ElementsAre(1));
  EXPECT_EQ(problem->output_validator.protocol, ValidatorProtocol::kTestlib);
  EXPECT_EQ(problem->output_validator.programs[0].path, temp / "files/check.cpp");
  EXPECT_EQ(problem->output_validator.programs[0].language, "cpp.g++17");
  ASSERT_EQ(problem->submissions.size(), 2);
  EXPECT_EQ(problem->submissions[0].expectations.size(), 1);
  EXPECT_TRUE(problem->submissions[1].expectations.empty());
  EXPECT_TRUE(CheckSupported(*problem).ok());
}

TEST(ReadPolygonPackage, ProblemsFault) {
  const struct {
    std::string missing;
    std::string message;
  } cases[] = {
      {"tests/02", "tests/02 is missing; the package must be a full one"},
      {"tests/02.a", "tests/02.a is missing; the package must be a full one"},
      {"files/check.cpp", "files/check.cpp is missing"},
      {"solutions/b.cpp", "solutions/b.cpp is missing"},
      {"problem.xml", "problem.xml is missing"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    WritePackage(temp);
    ASSERT_EQ(unlink((temp / c.missing).c_str()), 0);
    const absl::Status status = Read(temp).status();
    EXPECT_TRUE(IsProblemFault(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(ReadPolygonPackage, NothingLeavesThePackage) {
  for (const std::string path : {"/etc/passwd", "../../../../../../etc/passwd", "link"}) {
    const TempFolder temp;
    WritePackage(temp, absl::StrReplaceAll(kXml, {{"files/check.cpp", path}}));
    ASSERT_EQ(symlink("/etc/passwd", (temp / "link").c_str()), 0);
    const absl::Status status = Read(temp).status();
    EXPECT_TRUE(IsProblemFault(status)) << path << status;
  }
}

TEST(ReadPolygonPackage, NeedsAChecker) {
  const TempFolder temp;
  WritePackage(temp, absl::StrReplaceAll(kXml, {{"checker", "chekcer"}}));
  EXPECT_THAT(std::string(Read(temp).status().message()), HasSubstr("has no <checker>"));
}

}  // namespace
}  // namespace assay::judge
