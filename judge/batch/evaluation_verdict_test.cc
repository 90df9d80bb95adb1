#include "judge/batch/evaluation_verdict.h"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

::judge::v1::Judgement Ended(::judge::v1::Verdict verdict, const std::string& output) {
  ::judge::v1::Judgement judgement;
  judgement.set_verdict(verdict);
  judgement.add_test_results()->set_verdict(verdict);
  judgement.mutable_test_results(0)->set_output(output);
  return judgement;
}

TEST(JudgeEvaluationTest, TakesTheWordAloneForAPass) {
  const std::string word = NewWord();
  EXPECT_EQ(word.size(), 32U);
  EXPECT_NE(word, NewWord());
  ::judge::v1::Judgement judgement = Ended(::judge::v1::VERDICT_ACCEPTED, word + "\n");
  JudgeEvaluation(word, &judgement);
  EXPECT_EQ(judgement.verdict(), ::judge::v1::VERDICT_ACCEPTED);
  EXPECT_EQ(judgement.test_results(0).output(), "");
  for (const std::string& output :
       {std::string(), std::string("ok"), word.substr(1), word + word, "x " + word}) {
    judgement = Ended(::judge::v1::VERDICT_ACCEPTED, output);
    JudgeEvaluation(word, &judgement);
    EXPECT_EQ(judgement.verdict(), ::judge::v1::VERDICT_WRONG_ANSWER) << output;
    EXPECT_EQ(judgement.test_results(0).verdict(), ::judge::v1::VERDICT_WRONG_ANSWER);
    EXPECT_NE(judgement.test_results(0).message(), "");
  }
}

TEST(JudgeEvaluationTest, LeavesOtherVerdictsWithTheirReport) {
  // Printing the word and crashing then is no pass.
  ::judge::v1::Judgement judgement = Ended(::judge::v1::VERDICT_RUNTIME_ERROR, "w");
  JudgeEvaluation("w", &judgement);
  EXPECT_EQ(judgement.verdict(), ::judge::v1::VERDICT_RUNTIME_ERROR);
  judgement = Ended(::judge::v1::VERDICT_RUNTIME_ERROR, "KeyError: 1\n");
  JudgeEvaluation("w", &judgement);
  EXPECT_EQ(judgement.test_results(0).message(), "KeyError: 1");
}

}  // namespace
}  // namespace assay::judge
