#include "judge/evaluate/validation.h"

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

class ValidationTest : public testing::Test {
 protected:
  ValidationTest() {
    folder_.Write("feedback/.keep");
    result_.outcome = sandbox::Exited{42};
    result_.work_directory = *OpenFile(folder_.path(), O_RDONLY | O_DIRECTORY);
    // Nothing of the executable is run here.
    state_ = *StateDirectory::Open(root_.path());
    validator_ = std::make_unique<PackageExecutable>(PackageExecutable{
        .path = "p/check.cpp",
        .language = {},
        .program = {.artefacts = *state_->MakeDirectory("box"), .main_class = ""}});
  }

  absl::StatusOr<Validation> Icpc() { return ReadIcpcValidation(problem_, *validator_, result_); }
  absl::StatusOr<Validation> Testlib(int code, const std::string& text) {
    result_.outcome = sandbox::Exited{code};
    result_.standard_error = text;
    return ReadTestlibValidation(*validator_, result_);
  }

  TempFolder folder_;
  TempFolder root_;
  std::unique_ptr<StateDirectory> state_;
  std::unique_ptr<PackageExecutable> validator_;
  Problem problem_;
  PackageRunResult result_;
};

TEST_F(ValidationTest, ReadsTheExitCode) {
  EXPECT_EQ(Icpc()->verdict, ::judge::v1::VERDICT_ACCEPTED);
  result_.outcome = sandbox::Exited{43};
  EXPECT_EQ(Icpc()->verdict, ::judge::v1::VERDICT_WRONG_ANSWER);
  const sandbox::Outcome others[] = {
      sandbox::Exited{0},
      sandbox::Exited{1},
      sandbox::Exited{44},
      sandbox::Signaled{11},
      sandbox::LimitExceeded{sandbox::Limit::kCpuTime},
      sandbox::SyscallDenied{"socket", {}},
  };
  result_.standard_error = "\n  boom\nmore";
  for (const sandbox::Outcome& outcome : others) {
    result_.outcome = outcome;
    const auto read = Icpc();
    EXPECT_TRUE(IsProblemFault(read.status()));
    EXPECT_EQ(read.status().message().find("p/check.cpp: "), 0U);
    EXPECT_NE(read.status().message().find("it said: boom ... more"), std::string::npos);
  }
}

TEST_F(ValidationTest, ReadsTheFeedbackFolder) {
  folder_.Write("feedback/judgemessage.txt", "line\n\x1b[31m");
  folder_.Write("feedback/teammessage.txt", "try again");
  folder_.Write("feedback/score.txt", " 12.5\n");
  auto read = Icpc();
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->message, "line\n\\x1b[31m");
  EXPECT_EQ(read->team_message, "try again");
  EXPECT_FALSE(read->score.has_value()) << "the problem has no scores";
  problem_.kind.scoring = true;
  read = Icpc();
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->score, 12.5);
  folder_.Write("feedback/score_multiplier.txt", "much");
  EXPECT_TRUE(IsProblemFault(Icpc().status()));
}

TEST_F(ValidationTest, ReadsTheNextPass) {
  folder_.Write("feedback/nextpass.in", "7");
  EXPECT_FALSE(Icpc()->next_pass.has_value());
  problem_.kind.multi_pass = true;
  EXPECT_TRUE(Icpc()->next_pass.has_value());
  result_.outcome = sandbox::Exited{43};
  EXPECT_TRUE(IsProblemFault(Icpc().status()));
}

TEST_F(ValidationTest, ReadsTestlibsCodes) {
  EXPECT_EQ(Testlib(0, "ok 3 numbers")->verdict, ::judge::v1::VERDICT_ACCEPTED);
  for (const int code : {1, 2, 4, 8}) {
    EXPECT_EQ(Testlib(code, "")->verdict, ::judge::v1::VERDICT_WRONG_ANSWER) << code;
  }
  EXPECT_EQ(Testlib(1, "wrong answer points 5\n")->message, "wrong answer points 5");
  EXPECT_FALSE(Testlib(1, "wrong answer points 5")->score.has_value());
  for (const int code : {3, 5, 6, 7, 9, 42, 139}) {
    EXPECT_TRUE(IsProblemFault(Testlib(code, "FAIL no answer").status())) << code;
  }
  result_.outcome = sandbox::Signaled{6};
  EXPECT_TRUE(IsProblemFault(ReadTestlibValidation(*validator_, result_).status()));
}

TEST_F(ValidationTest, TellsTestlibsPointsByTheirWords) {
  const auto points = Testlib(7, "points 2.50 better than nothing");
  ASSERT_TRUE(points.ok()) << points.status();
  EXPECT_EQ(points->verdict, ::judge::v1::VERDICT_PARTIAL);
  EXPECT_EQ(points->score, 2.5);
  EXPECT_EQ(Testlib(7, "points points_info=3 half")->score, 3);
  // _pc(25), by any of the bases that it is counted from; _pc(1) has the code of a wrong answer.
  for (const int code : {25, 75}) {
    const auto part = Testlib(code, "partially correct (25) some");
    ASSERT_TRUE(part.ok()) << part.status();
    EXPECT_EQ(part->verdict, ::judge::v1::VERDICT_PARTIAL);
    EXPECT_EQ(part->share, 0.25);
    EXPECT_FALSE(part->score.has_value());
  }
  EXPECT_EQ(Testlib(1, "partially correct (1) a little")->share, 0.01);
  EXPECT_EQ(Testlib(0, "partially correct (0) nothing")->verdict, ::judge::v1::VERDICT_PARTIAL);
  EXPECT_EQ(Testlib(150, "partially correct (100) all")->share, 1);
  // What no testlib.h gives.
  EXPECT_TRUE(IsProblemFault(Testlib(41, "partially correct (25) some").status()));
  for (const char* text : {"points ", "points many", "points points_info=a", "points nan",
                           "points -1", "partially correct (x)"}) {
    EXPECT_TRUE(IsProblemFault(Testlib(7, text).status())) << text;
  }
  EXPECT_TRUE(IsProblemFault(Testlib(101, "partially correct (101)").status()));
  EXPECT_TRUE(IsProblemFault(Testlib(49, "partially correct (-1)").status()));
}

TEST_F(ValidationTest, BelievesTestlibsWordsOnlyWithTheirCode) {
  // Words of the program's that a checker repeats.
  for (const char* text : {"points 1000000", "partially correct (100) quite"}) {
    for (const int code : {1, 2, 4, 8}) {
      const auto wrong = Testlib(code, text);
      ASSERT_TRUE(wrong.ok()) << wrong.status();
      EXPECT_EQ(wrong->verdict, ::judge::v1::VERDICT_WRONG_ANSWER) << code << text;
      EXPECT_FALSE(wrong->score.has_value() || wrong->share.has_value()) << code << text;
    }
    EXPECT_EQ(Testlib(0, text)->verdict, ::judge::v1::VERDICT_ACCEPTED) << text;
    EXPECT_TRUE(IsProblemFault(Testlib(3, text).status())) << text;
  }
}

TEST(ParseScoreTest, TakesTheFormatsNumbers) {
  EXPECT_EQ(ParseScore("1"), 1);
  EXPECT_EQ(ParseScore(" -1.5e2\n"), -150);
  EXPECT_EQ(ParseScore("+.5"), 0.5);
  EXPECT_EQ(ParseScore("5."), 5);
  for (const char* text :
       {"", " ", "1 2", "inf", "nan", "0x10", "1,5", "1e", "1e999", "--1", "."}) {
    EXPECT_FALSE(ParseScore(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace assay::judge
