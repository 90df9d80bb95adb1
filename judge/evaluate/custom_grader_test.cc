#include "judge/evaluate/custom_grader.h"

#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

Member Judged(::judge::v1::Verdict verdict, std::optional<double> score = std::nullopt) {
  Member member;
  member.judged = true;
  member.result = {.verdict = verdict, .score = score};
  return member;
}

TEST(FormatForGraderTest, GivesEachMemberALine) {
  const LegacyGrading grading = {.accept_score = 2, .reject_score = -1};
  EXPECT_EQ(FormatForGrader(grading, {Judged(::judge::v1::VERDICT_ACCEPTED),
                                      Judged(::judge::v1::VERDICT_ACCEPTED, 12.5),
                                      Judged(::judge::v1::VERDICT_WRONG_ANSWER),
                                      Judged(::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED, 3),
                                      Judged(::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED)}),
            "AC 2\nAC 12.5\nWA -1\nTLE 3\nRTE -1\n");
  EXPECT_EQ(FormatForGrader(grading, {}), "");
}

TEST(ParseGraderOutputTest, TakesOneVerdictWithAScore) {
  const auto graded = ParseGraderOutput("AC 10.5\n");
  ASSERT_TRUE(graded.ok()) << graded.status();
  EXPECT_EQ(graded->verdict, ::judge::v1::VERDICT_ACCEPTED);
  EXPECT_EQ(graded->score, 10.5);
  EXPECT_EQ(ParseGraderOutput("TLE 0")->verdict, ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED);
  for (const char* output : {"", "AC", "10", "JE 1", "AC x", "AC 1 2", "AC 1\nAC 2\n", "ac 1",
                             "AC nan", "AC inf", "AC -inf", "AC 1e400", "AC 0x10"}) {
    EXPECT_TRUE(IsProblemFault(ParseGraderOutput(output).status())) << output;
  }
}

}  // namespace
}  // namespace assay::judge
