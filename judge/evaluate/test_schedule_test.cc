#include "judge/evaluate/test_schedule.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

::judge::v1::TestResult Result(::judge::v1::Verdict verdict) {
  ::judge::v1::TestResult result;
  result.set_verdict(verdict);
  return result;
}

const auto kGood = Result(::judge::v1::VERDICT_ACCEPTED);
const auto kWrong = Result(::judge::v1::VERDICT_WRONG_ANSWER);
const auto kSlow = Result(::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED);

// One letter a test: A, W, T, and '-' for an absent result; or the error's message.
std::string Summary(const TestSchedule& schedule) {
  const auto results = schedule.Results();
  if (!results.ok()) return std::string(results.status().message());
  std::string summary;
  for (const auto& result : *results) {
    if (!result.has_value()) {
      summary += '-';
    } else if (result->verdict() == ::judge::v1::VERDICT_ACCEPTED) {
      summary += 'A';
    } else {
      summary += result->verdict() == ::judge::v1::VERDICT_WRONG_ANSWER ? 'W' : 'T';
    }
  }
  return summary;
}

TEST(TestScheduleTest, HandsOutInOrder) {
  TestSchedule schedule(2, false);
  EXPECT_EQ(schedule.Next()->index, 0);
  EXPECT_EQ(schedule.Next()->index, 1);
  EXPECT_FALSE(schedule.Next().has_value());
  schedule.Finish(1, kGood);
  schedule.Finish(0, kGood);
  EXPECT_EQ(Summary(schedule), "AA");
}

TEST(TestScheduleTest, AFailureStopsWhatFollows) {
  TestSchedule schedule(4, false);
  const auto first = schedule.Next();
  const auto second = schedule.Next();
  const auto third = schedule.Next();
  schedule.Finish(1, kWrong);
  EXPECT_FALSE(first->superseded->cancelled());
  EXPECT_FALSE(second->superseded->cancelled());
  EXPECT_TRUE(third->superseded->cancelled());
  EXPECT_FALSE(schedule.Next().has_value());
  schedule.Finish(2, absl::AbortedError("killed"));
  schedule.Finish(0, kGood);
  EXPECT_EQ(Summary(schedule), "AW--");
}

TEST(TestScheduleTest, AnEarlierFailureCountsThoughItComesLater) {
  TestSchedule schedule(3, false);
  for (int i = 0; i < 3; ++i) schedule.Next();
  schedule.Finish(2, kGood);
  schedule.Finish(1, kWrong);
  schedule.Finish(0, kSlow);
  EXPECT_EQ(Summary(schedule), "T--");
}

TEST(TestScheduleTest, AllTestsRunOn) {
  TestSchedule schedule(3, true);
  schedule.Next();
  schedule.Finish(0, kWrong);
  EXPECT_EQ(schedule.Next()->index, 1);
  schedule.Finish(1, kGood);
  schedule.Next();
  schedule.Finish(2, kSlow);
  EXPECT_EQ(Summary(schedule), "WAT");
}

TEST(TestScheduleTest, AnErrorEndsEverything) {
  for (const bool all_tests : {false, true}) {
    TestSchedule schedule(4, all_tests);
    for (int i = 0; i < 3; ++i) schedule.Next();
    schedule.Finish(1, absl::UnavailableError("host"));
    EXPECT_FALSE(schedule.Next().has_value());
    schedule.Finish(0, kGood);
    EXPECT_EQ(Summary(schedule), "host");
  }
}

TEST(TestScheduleTest, AnErrorAfterAFailureIsForgotten) {
  TestSchedule schedule(3, false);
  for (int i = 0; i < 3; ++i) schedule.Next();
  schedule.Finish(2, absl::UnavailableError("host"));
  schedule.Finish(1, kWrong);
  schedule.Finish(0, kGood);
  EXPECT_EQ(Summary(schedule), "AW-");
}

}  // namespace
}  // namespace assay::judge
