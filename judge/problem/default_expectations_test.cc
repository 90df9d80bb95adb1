#include "judge/problem/default_expectations.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/package_submission.h"

namespace assay::judge {
namespace {

using V = ExpectedVerdict;

TEST(DefaultExpectation, Folders) {
  const struct {
    IcpcVersion version;
    std::string folder;
    VerdictSet permitted;
    VerdictSet required;
    bool below;
    bool above;
  } cases[] = {
      {IcpcVersion::kLegacy, "accepted", {V::kAccepted}, VerdictSet::All(), true, false},
      {IcpcVersion::kLegacy,
       "wrong_answer",
       {V::kAccepted, V::kWrongAnswer},
       {V::kWrongAnswer},
       false,
       false},
      {IcpcVersion::kLegacyIcpc,
       "time_limit_exceeded",
       {V::kAccepted, V::kWrongAnswer, V::kTimeLimit},
       {V::kTimeLimit},
       false,
       true},
      {IcpcVersion::kLegacy,
       "run_time_error",
       VerdictSet::All(),
       {V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit},
       false,
       false},
      {IcpcVersion::kLegacy, "compile_error", VerdictSet::All(), {V::kCompileError}, false, false},
      {IcpcVersion::k202509, "accepted", {V::kAccepted}, VerdictSet::All(), true, false},
      {IcpcVersion::k202509,
       "wrong_answer",
       {V::kAccepted, V::kWrongAnswer},
       {V::kWrongAnswer},
       true,
       false},
      {IcpcVersion::k202509,
       "time_limit_exceeded",
       {V::kAccepted, V::kTimeLimit},
       {V::kTimeLimit},
       false,
       true},
      {IcpcVersion::k202509,
       "run_time_error",
       {V::kAccepted, V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit},
       {V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit},
       true,
       false},
      {IcpcVersion::k202509,
       "brute_force",
       {V::kAccepted, V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit, V::kTimeLimit},
       {V::kRunTimeError, V::kMemoryLimit, V::kOutputLimit, V::kTimeLimit},
       false,
       false},
  };
  for (const auto& c : cases) {
    const std::optional<Expectation> expectation = DefaultExpectation(c.folder, c.version);
    ASSERT_TRUE(expectation.has_value()) << c.folder;
    EXPECT_TRUE(expectation->permitted == c.permitted) << c.folder;
    EXPECT_TRUE(expectation->required == c.required) << c.folder;
    EXPECT_EQ(BoundsFromBelow(*expectation), c.below) << c.folder;
    EXPECT_EQ(BoundsFromAbove(*expectation), c.above) << c.folder;
  }
  EXPECT_TRUE(DefaultExpectation("partially_accepted", IcpcVersion::kLegacy)->partial);
  EXPECT_FALSE(DefaultExpectation("partially_accepted", IcpcVersion::k202509).has_value());
  EXPECT_FALSE(DefaultExpectation("brute_force", IcpcVersion::kLegacy).has_value());
  EXPECT_FALSE(DefaultExpectation("mixed", IcpcVersion::k202509).has_value());
}

TEST(Bounds, OfUse) {
  Expectation expectation;
  EXPECT_FALSE(BoundsFromBelow(expectation) || BoundsFromAbove(expectation));
  expectation.time_limit_use = Expectation::TimeLimitUse::kLower;
  EXPECT_TRUE(BoundsFromBelow(expectation) && !BoundsFromAbove(expectation));
  expectation.time_limit_use = Expectation::TimeLimitUse::kUpper;
  EXPECT_TRUE(!BoundsFromBelow(expectation) && BoundsFromAbove(expectation));
  expectation.required = {V::kTimeLimit};
  expectation.permitted = {V::kAccepted};
  expectation.time_limit_use = Expectation::TimeLimitUse::kNone;
  EXPECT_FALSE(BoundsFromBelow(expectation) || BoundsFromAbove(expectation));
}

TEST(ParseExpectationTags, Table) {
  const struct {
    std::string source;
    VerdictSet total;
  } cases[] = {
      {"// @EXPECTED_RESULTS@: CORRECT\nint main() {}", {V::kAccepted}},
      {"x\n# @expected_results@: wrong-answer,timelimit\r\ny", {V::kWrongAnswer, V::kTimeLimit}},
      {"/* @EXPECTED_RESULTS@: TIME_LIMIT_EXCEEDED */", {V::kTimeLimit}},
      {"@EXPECTED_RESULTS@: RUN-ERROR", {V::kRunTimeError, V::kMemoryLimit}},
      {"@EXPECTED_RESULTS@: COMPILER-ERROR", {V::kCompileError}},
      {"@EXPECTED_RESULTS@: NO-OUTPUT, OUTPUT-LIMIT", {V::kWrongAnswer, V::kOutputLimit}},
      {"@EXPECTED_RESULTS@: CHECK-MANUALLY", VerdictSet::All()},
  };
  for (const auto& c : cases) {
    const auto tags = ParseExpectationTags(c.source);
    ASSERT_TRUE(tags.ok()) << tags.status();
    ASSERT_TRUE(tags->has_value()) << c.source;
    EXPECT_TRUE((*tags)->total == c.total) << c.source;
  }
  EXPECT_FALSE(ParseExpectationTags("int main() {}")->has_value());
  const auto score =
      ParseExpectationTags("# @EXPECTED_RESULTS@: CORRECT\n# @EXPECTED_SCORE@: 95.35\n");
  EXPECT_EQ((**score).score, std::pair(95.35, 95.35));
  for (const char* bad :
       {"@EXPECTED_RESULTS@: GOOD", "@EXPECTED_RESULTS@: ", "@EXPECTED_SCORE@: x"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseExpectationTags(bad).status())) << bad;
  }
}

TEST(PolygonExpectation, Tags) {
  EXPECT_TRUE(PolygonExpectation("main")->permitted == VerdictSet({V::kAccepted}));
  EXPECT_TRUE(PolygonExpectation("wrong-answer")->required == VerdictSet({V::kWrongAnswer}));
  EXPECT_TRUE(PolygonExpectation("time-limit-exceeded-or-accepted")->permitted ==
              VerdictSet({V::kAccepted, V::kTimeLimit}));
  EXPECT_TRUE(PolygonExpectation("time-limit-exceeded-or-memory-limit-exceeded")->required ==
              VerdictSet({V::kTimeLimit, V::kMemoryLimit}));
  EXPECT_FALSE(PolygonExpectation("rejected")->required.Contains(V::kAccepted));
  EXPECT_FALSE(PolygonExpectation("do-not-run").has_value());
}

}  // namespace
}  // namespace assay::judge
