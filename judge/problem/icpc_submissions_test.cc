#include "judge/problem/icpc_submissions.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;
using V = ExpectedVerdict;

TEST(ReadIcpcSubmissions, FoldersAndTags) {
  const TempFolder temp;
  temp.Write("submissions/accepted/a.cpp");
  temp.Write("submissions/accepted/b/main.py");
  temp.Write("submissions/mixed/c.py", "# @EXPECTED_RESULTS@: WRONG-ANSWER, TIMELIMIT\n");
  temp.Write("submissions/wrong_answer/d.c", "/* @expected_results@: wrong_answer */ int x;");
  const auto folder = ProblemFolder::Open(temp.path());
  const auto submissions = ReadIcpcSubmissions(*folder, IcpcVersion::kLegacy);
  ASSERT_TRUE(submissions.ok()) << submissions.status();
  ASSERT_EQ(submissions->size(), 4);
  EXPECT_EQ((*submissions)[0].name, "accepted/a.cpp");
  EXPECT_TRUE((*submissions)[0].expectations[0].permitted == VerdictSet({V::kAccepted}));
  EXPECT_TRUE((*submissions)[1].program.is_folder);
  ASSERT_EQ((*submissions)[2].expectations.size(), 1);
  EXPECT_TRUE((*submissions)[2].expectations[0].total ==
              VerdictSet({V::kWrongAnswer, V::kTimeLimit}));
  ASSERT_EQ((*submissions)[3].expectations.size(), 2);
  EXPECT_TRUE((*submissions)[3].expectations[1].total == VerdictSet({V::kWrongAnswer}));
}

TEST(ReadIcpcSubmissions, SubmissionsYaml) {
  const TempFolder temp;
  temp.Write("submissions/time_limit_exceeded/a.cpp");
  temp.Write("submissions/time_limit_exceeded/b.py");
  temp.Write("submissions/other/c.py");
  temp.Write("submissions/submissions.yaml",
             "time_limit_exceeded: {permitted: [AC, WA, TLE]}\n"
             "time_limit_exceeded/*.{py,rb}:\n"
             "  language: python3\n"
             "  entrypoint: b\n"
             "  use_for_time_limit: upper\n"
             "  secret/*-easy: {permitted: [AC]}\n"
             "other/c.py: {score: [1, 2.5], message: too short, authors: X}\n");
  const auto folder = ProblemFolder::Open(temp.path());
  const auto submissions = ReadIcpcSubmissions(*folder, IcpcVersion::k202509);
  ASSERT_TRUE(submissions.ok()) << submissions.status();
  ASSERT_EQ(submissions->size(), 3);
  const PackageSubmission& c = (*submissions)[0];
  EXPECT_EQ(c.expectations[0].score, std::pair(1.0, 2.5));
  EXPECT_EQ(c.expectations[0].message, "too short");
  const PackageSubmission& a = (*submissions)[1];
  ASSERT_EQ(a.expectations.size(), 1);
  EXPECT_TRUE(a.expectations[0].permitted ==
              VerdictSet({V::kAccepted, V::kWrongAnswer, V::kTimeLimit}));
  // Not said, and so as by default.
  EXPECT_TRUE(a.expectations[0].required == VerdictSet({V::kTimeLimit}));
  const PackageSubmission& b = (*submissions)[2];
  EXPECT_EQ(b.program.language, "python3");
  EXPECT_EQ(b.entry_point, "b");
  ASSERT_EQ(b.expectations.size(), 3);
  EXPECT_EQ(b.expectations[1].time_limit_use, Expectation::TimeLimitUse::kUpper);
  EXPECT_EQ(b.expectations[2].tests, "secret/*-easy");
  EXPECT_TRUE(b.expectations[2].permitted == VerdictSet({V::kAccepted}));
}

TEST(ParseSubmissionsYaml, Faults) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"a: b", "s:1: a must be a map"},
      {"a: {permitted: [OK]}", "s:1: a.permitted has \"OK\""},
      {"a: {permitted: AC}", "a.permitted must be a list"},
      {"a: {score: x}", "a.score must be a number"},
      {"a: {score: [2, 1]}", "a.score must be a number from 2"},
      {"a: {score: [1]}", "a.score must be one number or a list of two"},
      {"a: {use_for_time_limit: both}", "a.use_for_time_limit must be"},
      {"a: {requird: [AC]}", "a.requird must be a map, and is no known key"},
      {"a: {secret: {requird: [AC]}}", "a.secret.requird is not a known key"},
      {"'a{b': {}", "a{b a { has no }"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseSubmissionsYaml(c.text, "s").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

}  // namespace
}  // namespace assay::judge
