#include "judge/verify/submission_times.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "judge/base/duration_proto.h"
#include "judge/problem/default_expectations.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;

Judgement Took(const std::vector<std::pair<std::string, int>>& milliseconds) {
  Judgement judgement;
  for (const auto& [test, time] : milliseconds) {
    auto* result = judgement.add_test_results();
    result->set_name(test);
    *result->mutable_usage()->mutable_user_time() = ToDurationProto(absl::Milliseconds(time));
  }
  judgement.add_test_results()->set_name("secret/skipped");
  return judgement;
}

PackageSubmission In(const std::string& folder, IcpcVersion version = IcpcVersion::k202509) {
  PackageSubmission submission;
  submission.name = folder + "/a.cpp";
  submission.expectations.push_back(*DefaultExpectation(folder, version));
  return submission;
}

TEST(SlowestTest, IsOfThoseAskedFor) {
  const Judgement judgement = Took({{"sample/1", 300}, {"secret/1", 900}, {"secret/2", 600}});
  EXPECT_EQ(SlowestTest(judgement, "", 1)->test, "secret/1");
  EXPECT_EQ(SlowestTest(judgement, "", 3)->time, absl::Milliseconds(300));
  EXPECT_EQ(SlowestTest(judgement, "{sample,secret/2}", 1)->time, absl::Milliseconds(600));
  EXPECT_FALSE(SlowestTest(judgement, "secret/skipped", 1).has_value());
  EXPECT_FALSE(SlowestTest(Judgement(), "", 1).has_value());
}

TEST(TimeBounds, FoldersBoundFromASide) {
  const struct {
    std::string folder;
    IcpcVersion version;
    bool below;
    bool above;
  } cases[] = {
      {"accepted", IcpcVersion::k202509, true, false},
      {"wrong_answer", IcpcVersion::k202509, true, false},
      {"run_time_error", IcpcVersion::k202509, true, false},
      {"time_limit_exceeded", IcpcVersion::k202509, false, true},
      {"brute_force", IcpcVersion::k202509, false, false},
      {"rejected", IcpcVersion::k202509, false, false},
      {"accepted", IcpcVersion::kLegacy, true, false},
      {"wrong_answer", IcpcVersion::kLegacy, false, false},
      {"time_limit_exceeded", IcpcVersion::kLegacy, false, true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(BoundsFromBelow(In(c.folder, c.version)), c.below) << c.folder;
    EXPECT_EQ(BoundsFromAbove(In(c.folder, c.version)), c.above) << c.folder;
  }
}

TEST(TimeBounds, TestsBoundByWhatIsExpectedOfThem) {
  PackageSubmission submission;
  Expectation easy;
  easy.tests = "secret/*-easy";
  easy.permitted = {ExpectedVerdict::kAccepted};
  Expectation hard;
  hard.tests = "secret/*-hard";
  hard.required = {ExpectedVerdict::kTimeLimit};
  submission.expectations = {easy, hard};
  EXPECT_TRUE(BoundsFromBelow(submission, "secret/1-easy"));
  EXPECT_FALSE(BoundsFromBelow(submission, "secret/2-hard"));
  EXPECT_FALSE(BoundsFromAbove(submission, "secret/1-easy"));
  EXPECT_TRUE(BoundsFromAbove(submission, "secret/2-hard"));
}

TEST(TimeBounds, TakesTheNearest) {
  TimeBounds bounds;
  EXPECT_FALSE(bounds.times().slowest_accepted.has_value());
  EXPECT_FALSE(bounds.times().fastest_too_slow.has_value());
  bounds.AddLower(In("accepted"), Took({{"sample/1", 100}, {"secret/1", 500}}), 1);
  bounds.AddLower(In("wrong_answer"), Took({{"sample/1", 900}}), 3);
  bounds.AddLower(In("time_limit_exceeded"), Took({{"sample/1", 5000}}), 1);
  EXPECT_EQ(bounds.times().slowest_accepted, absl::Milliseconds(500));
  EXPECT_EQ(bounds.slowest(), "accepted/a.cpp on secret/1");
  bounds.AddUpper(In("time_limit_exceeded"), {"secret/1", absl::Seconds(5)});
  bounds.AddUpper(In("time_limit_exceeded"), {"secret/2", absl::Seconds(3)});
  bounds.AddUpper(In("time_limit_exceeded"), {"secret/3", absl::Seconds(4)});
  EXPECT_EQ(bounds.times().fastest_too_slow, absl::Seconds(3));
  EXPECT_EQ(bounds.fastest(), "time_limit_exceeded/a.cpp on secret/2");
}

}  // namespace
}  // namespace assay::judge
