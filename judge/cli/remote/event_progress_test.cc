#include "judge/cli/remote/event_progress.h"

#include <cstdio>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;

class EventProgressTest : public testing::Test {
 protected:
  ~EventProgressTest() override { std::fclose(file_); }

  void Started(int index, const std::string& name) {
    SubmitEvent event;
    event.mutable_test_started()->set_index(index);
    event.mutable_test_started()->set_name(name);
    event.mutable_test_started()->set_test_count(3);
    ShowEvent(event, source_, &progress_);
  }

  void Finished(int index, const std::string& name, ::judge::v1::Verdict verdict) {
    SubmitEvent event;
    event.mutable_test_finished()->set_index(index);
    event.mutable_test_finished()->mutable_result()->set_name(name);
    event.mutable_test_finished()->mutable_result()->set_verdict(verdict);
    ShowEvent(event, source_, &progress_);
  }

  std::string Shown() {
    std::string text(std::ftell(file_), '\0');
    std::rewind(file_);
    EXPECT_EQ(std::fread(text.data(), 1, text.size(), file_), text.size());
    return text;
  }

  const Source source_ = {.display_name = "dir/a.c", .contents = "x"};
  std::FILE* const file_ = std::tmpfile();
  Progress progress_{{"a", "b", "c"}, false, file_};
};

TEST_F(EventProgressTest, ShowsTestsInTheirOrderUpToTheFirstFailure) {
  Started(1, "b");
  Started(0, "a");
  Finished(1, "b", ::judge::v1::VERDICT_WRONG_ANSWER);
  Finished(2, "c", ::judge::v1::VERDICT_ACCEPTED);
  EXPECT_EQ(std::ftell(file_), 0);
  Finished(0, "a", ::judge::v1::VERDICT_ACCEPTED);
  EXPECT_EQ(Shown(), "  a  ACCEPTED       \n  b  WRONG_ANSWER   \n");
}

TEST_F(EventProgressTest, BeginsAnewAfterARestart) {
  Finished(0, "a", ::judge::v1::VERDICT_ACCEPTED);
  progress_.Restart();
  Finished(0, "a", ::judge::v1::VERDICT_WRONG_ANSWER);
  EXPECT_EQ(Shown(), "  a  ACCEPTED       \n  a  WRONG_ANSWER   \n");
}

TEST_F(EventProgressTest, CompilerSpeaksOfTheUsersFile) {
  SubmitEvent event;
  event.mutable_compile_result()->set_succeeded(true);
  event.mutable_compile_result()->set_output("a.c:1: \x1b warning\n");
  ShowEvent(event, source_, &progress_);
  EXPECT_TRUE(absl::StrContains(Shown(), "dir/a.c:1: \\x1b warning\n"));

  Judgement judgement;
  EXPECT_FALSE(CleanJudgement(judgement, source_).has_compile());
  judgement.mutable_compile()->set_output("a.c:1");
  EXPECT_EQ(CleanJudgement(judgement, source_).compile().output(), "dir/a.c:1");
}

}  // namespace
}  // namespace assay::judge
