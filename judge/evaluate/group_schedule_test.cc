#include "judge/evaluate/group_schedule.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

::judge::v1::TestResult Result(char letter) {
  ::judge::v1::TestResult result;
  result.set_verdict(letter == 'A'   ? ::judge::v1::VERDICT_ACCEPTED
                     : letter == 'J' ? ::judge::v1::VERDICT_JUDGE_ERROR
                                     : ::judge::v1::VERDICT_WRONG_ANSWER);
  return result;
}

// Groups of so many tests each.
Problem Make(const Grading& grading, const std::vector<int>& sizes) {
  Problem problem;
  problem.kind.scoring = true;
  problem.groups.push_back(
      {.name = "", .items = {}, .grading = Aggregation{.mode = Aggregation::Mode::kSum}});
  for (const int size : sizes) {
    const int index = static_cast<int>(problem.groups.size());
    problem.groups[0].items.push_back({.is_group = true, .index = index});
    TestGroup group = {.name = std::to_string(index), .items = {}, .grading = grading};
    for (int i = 0; i < size; ++i) {
      group.items.push_back({.is_group = false, .index = static_cast<int>(problem.tests.size())});
      problem.tests.push_back({.name = "t", .input_path = "t"});
    }
    problem.groups.push_back(group);
  }
  return problem;
}

const Grading kPassFail = Aggregation{.mode = Aggregation::Mode::kPassFail, .max_score = 10};

// A letter for each test; '-': skipped.
std::string Summary(const GroupSchedule& schedule, int count) {
  const auto results = schedule.Results();
  if (!results.ok()) return std::string(results.status().message());
  std::string summary;
  for (int i = 0; i < count; ++i) {
    const auto& result = (*results)[i];
    if (!result.has_value()) {
      summary += '-';
    } else {
      const char letter = result->verdict() == ::judge::v1::VERDICT_ACCEPTED ? 'a' : 'w';
      summary += static_cast<char>(schedule.Counts(i) ? letter - 'a' + 'A' : letter);
    }
  }
  return summary;
}

// Runs with `jobs` tests at once, which end in a random order.
std::string RunAll(const Problem& problem, bool all_tests, const std::string& letters, size_t jobs,
                   unsigned seed, int* runs = nullptr) {
  std::vector<int> told;
  GroupSchedule schedule(problem, all_tests, {},
                         [&](int index, const ::judge::v1::TestResult*) { told.push_back(index); });
  std::mt19937 random(seed);
  std::vector<Schedule::Ticket> running;
  int count = 0;
  while (true) {
    while (running.size() < jobs) {
      const auto ticket = schedule.Next();
      if (!ticket.has_value()) break;
      running.push_back(*ticket);
      ++count;
    }
    if (running.empty()) break;
    const size_t chosen = random() % running.size();
    const Schedule::Ticket ticket = running[chosen];
    running.erase(running.begin() + static_cast<std::ptrdiff_t>(chosen));
    if (ticket.superseded->cancelled()) {
      schedule.Finish(ticket.index, absl::AbortedError("cancelled"));
    } else {
      schedule.Finish(ticket.index, Result(letters[ticket.index]));
    }
  }
  EXPECT_EQ(schedule.Left(), 0);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_EQ(static_cast<int>(told.size()), count);
  if (runs != nullptr) *runs = count;
  return Summary(schedule, static_cast<int>(letters.size()));
}

TEST(GroupScheduleTest, SkipsTheRestOfASettledGroup) {
  const Problem problem = Make(kPassFail, {3, 3});
  int runs = 0;
  EXPECT_EQ(RunAll(problem, false, "AWAAAA", 1, 0, &runs), "AW-AAA");
  EXPECT_EQ(runs, 5);
  EXPECT_EQ(RunAll(problem, true, "AWAAWA", 1, 0, &runs), "AWaAWa");
  EXPECT_EQ(runs, 6);
}

TEST(GroupScheduleTest, DoesNotDependOnTheOrderOfEnds) {
  const Problem problem = Make(kPassFail, {4, 1, 5});
  for (const char* letters : {"AAAAAAAAAA", "AWWAAWAAAA", "WWWWWWWWWW", "AAAWWAAAAW"}) {
    for (const bool all_tests : {false, true}) {
      const std::string expected = RunAll(problem, all_tests, letters, 1, 0);
      for (unsigned seed = 0; seed < 50; ++seed) {
        EXPECT_EQ(RunAll(problem, all_tests, letters, 1 + seed % 10, seed), expected) << letters;
      }
    }
  }
}

TEST(GroupScheduleTest, AJudgeErrorEndsAll) {
  const Problem problem = Make(kPassFail, {2, 2});
  EXPECT_EQ(RunAll(problem, false, "AJAA", 1, 0), "AW--");
  EXPECT_EQ(RunAll(problem, false, "AJAA", 4, 3), "AW--");
}

TEST(GroupScheduleTest, AnErrorEndsAllUnlessItDoesNotCount) {
  const Problem problem = Make(kPassFail, {2, 1});
  GroupSchedule schedule(problem, false, {}, nullptr);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(schedule.Next().has_value());
  schedule.Finish(1, absl::UnavailableError("lost"));
  schedule.Finish(0, Result('W'));
  schedule.Finish(2, Result('A'));
  EXPECT_EQ(Summary(schedule, 3), "W-A");
  GroupSchedule other(problem, false, {}, nullptr);
  ASSERT_TRUE(other.Next().has_value());
  other.Finish(0, absl::UnavailableError("lost"));
  EXPECT_FALSE(other.Next().has_value());
  EXPECT_EQ(Summary(other, 3), "lost");
}

TEST(GroupScheduleTest, AFailedSourceLeavesNothingToRun) {
  Problem problem = Make(
      Aggregation{
          .mode = Aggregation::Mode::kPassFail, .max_score = 10, .static_validation_score = 0},
      {2, 2});
  std::vector<std::optional<TestResult>> static_results(3);
  static_results[1] = TestResult{.verdict = ::judge::v1::VERDICT_WRONG_ANSWER};
  static_results[2] = TestResult{.verdict = ::judge::v1::VERDICT_ACCEPTED};
  GroupSchedule schedule(problem, false, static_results, nullptr);
  EXPECT_EQ(schedule.Left(), 2);
  EXPECT_EQ(schedule.Next()->index, 2);
}

TEST(StopsAtFirstFailureTest, KnowsWhichProblemsDo) {
  Problem problem = Make(LegacyGrading{}, {2});
  EXPECT_FALSE(StopsAtFirstFailure(problem));
  problem.kind.scoring = false;
  EXPECT_TRUE(StopsAtFirstFailure(problem));
  EXPECT_TRUE(StopsAtFirstFailure(Problem()));
  problem.groups[1].grading = LegacyGrading{.break_on_reject = false};
  EXPECT_FALSE(StopsAtFirstFailure(problem));
  problem.groups[1].grading = LegacyGrading{.custom = true};
  EXPECT_FALSE(StopsAtFirstFailure(problem));
}

}  // namespace
}  // namespace assay::judge
