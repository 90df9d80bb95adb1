#include "judge/problem/dmoj_package.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

absl::StatusOr<Problem> Read(const TempFolder& temp) {
  return ReadDmojPackage(*ProblemFolder::Open(temp.path()));
}

TEST(ReadDmojPackage, GivesAProblem) {
  const TempFolder temp;
  for (const char* name : {"0.in", "0.out", "a/1.in", "a/1.out"}) temp.Write(name);
  temp.Write("init.yml",
             "test_cases:\n"
             "- {points: 0, in: 0.in, out: 0.out}\n"
             "- {points: 5, in: 0.in, out: 0.out}\n"
             "- {points: 10, batched: [{in: 0.in, out: 0.out}, {in: a/1.in, out: a/1.out}]}\n"
             "- {points: 20, batched: [{in: a/1.in, out: a/1.out}], dependencies: [1]}\n"
             "checker: floats\n");
  const absl::StatusOr<Problem> problem = Read(temp);
  ASSERT_TRUE(problem.ok()) << problem.status();
  std::vector<std::string> names;
  for (const TestCase& test : problem->tests) names.push_back(test.name);
  EXPECT_THAT(names, ElementsAre("1", "2", "batch1/1", "batch1/2", "batch2/1"));
  EXPECT_EQ(problem->tests[3].input_path, temp / "a/1.in");
  EXPECT_TRUE(problem->validator_flags == (ValidatorFlags{.case_sensitive = true,
                                                          .float_relative_tolerance = 1e-6,
                                                          .float_absolute_tolerance = 1e-6}));
  EXPECT_TRUE(problem->kind.scoring);
  EXPECT_TRUE(problem->limits == LimitsOfBareTests());
  ASSERT_EQ(problem->groups.size(), 4);
  EXPECT_TRUE(std::get<PointsPolicy>(problem->groups[1].grading).ends_judging);
  const auto& last = std::get<PointsPolicy>(problem->groups[3].grading);
  EXPECT_EQ(last.mode, PointsPolicy::Mode::kLeastShare);
  EXPECT_EQ(last.points, 20);
  EXPECT_THAT(last.dependencies, ElementsAre(2));
}

TEST(ReadDmojPackage, Programs) {
  const TempFolder temp;
  for (const char* name : {"0.in", "c.cpp", "i.cpp"}) temp.Write(name);
  temp.Write("init.yml",
             "test_cases: [{in: 0.in}]\n"
             "checker: {name: bridged, args: {files: c.cpp, lang: CPP17}}\n"
             "interactive: {files: i.cpp, type: testlib}\n");
  const absl::StatusOr<Problem> problem = Read(temp);
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_TRUE(problem->kind.interactive);
  EXPECT_EQ(problem->interactor->path, temp / "i.cpp");
  EXPECT_EQ(problem->interactor_protocol, ValidatorProtocol::kTestlib);
  EXPECT_EQ(problem->output_validator.programs[0].language, "CPP17");
  EXPECT_EQ(problem->output_validator.protocol, ValidatorProtocol::kExitCode);
  EXPECT_FALSE(problem->tests[0].answer_path.has_value());
}

TEST(ReadDmojPackage, Errors) {
  const struct {
    std::string text;
    absl::StatusCode code;
    std::string message;
  } cases[] = {
      {"test_cases: [{in: 0.in, out: none}]", absl::StatusCode::kFailedPrecondition,
       "/none is missing"},
      {"test_cases: [{in: 0.in, out: none}]\narchive: a.zip", absl::StatusCode::kUnimplemented,
       "/none in the archive a.zip is not supported yet; unpack it"},
      {"\ntest_cases: [{in: 0.in}]", absl::StatusCode::kFailedPrecondition,
       "init.yml:2: a test has no out"},
      {"test_cases: [{in: /etc/passwd, out: 0.in}]", absl::StatusCode::kFailedPrecondition,
       "leaves the folder"},
      {"test_cases: [{in: ../0.in, out: 0.in}]", absl::StatusCode::kFailedPrecondition, ""},
      {"test_cases: [{in: 0.in}]\ninteractive: {files: none.cpp}",
       absl::StatusCode::kFailedPrecondition, "none.cpp is missing"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    temp.Write("0.in");
    temp.Write("init.yml", c.text);
    const absl::Status status = Read(temp).status();
    EXPECT_EQ(status.code(), c.code) << c.text << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

}  // namespace
}  // namespace assay::judge
