#include "judge/evaluate/submitted_answer.h"

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(FindSubmittedAnswerTest, GoesByTheTestsName) {
  const Source submission = {
      .display_name = "answers/1.ans",
      .contents = "one",
      .companions = {{.name = "2.out", .contents = "two"}, {.name = "3", .contents = "three"}}};
  const auto find = [&](const char* name) {
    return FindSubmittedAnswer(submission, {.name = name, .input_path = "x"});
  };
  EXPECT_EQ(find("secret/1"), "one");
  EXPECT_EQ(find("1"), "one");
  EXPECT_EQ(find("secret/a/2"), "two");
  EXPECT_EQ(find("secret/3"), "");
  EXPECT_EQ(find("secret/4"), "");
}

}  // namespace
}  // namespace assay::judge
