#include "judge/problem/check_supported.h"

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

Problem Plain() {
  Problem problem;
  problem.tests = {{.name = "a", .input_path = "/p/a"}, {.name = "b", .input_path = "/p/b"}};
  problem.groups = {{.name = "", .items = {{false, 0}, {false, 1}}, .grading = LegacyGrading()}};
  return problem;
}

TEST(CheckSupported, WhatTheJudgeCan) {
  Problem problem = Plain();
  EXPECT_TRUE(CheckSupported(problem).ok());
  problem.time_limit_rule = TimeRule();
  problem.input_validators.push_back({.name = "v", .path = "/p/v"});
  problem.submissions.emplace_back();
  problem.grader = {.name = "g", .path = "/p/g"};
  problem.kind.scoring = true;
  problem.kind.multi_pass = true;
  problem.output_validator.programs = {{.name = "v", .path = "/p/v"}};
  problem.tests[1].args = {"x"};
  for (TestCase& test : problem.tests) test.validator_args = {"case_sensitive"};
  EXPECT_TRUE(CheckSupported(problem).ok());
  EXPECT_TRUE(CheckSupported(Problem()).ok());
}

TEST(CheckSupported, NamesWhatItCannot) {
  const struct {
    std::function<void(Problem&)> change;
    std::string named;
  } cases[] = {
      {[](Problem& p) { p.beyond = {"p:1: libraries"}; }, "p:1: libraries is not"},
      {[](Problem& p) { p.kind.interactive = true; }, "interactive"},
      {[](Problem& p) { p.kind.multi_pass = true; }, "multi-pass"},
  };
  for (const auto& c : cases) {
    Problem problem = Plain();
    c.change(problem);
    const absl::Status status = CheckSupported(problem);
    EXPECT_TRUE(absl::IsUnimplemented(status)) << c.named;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

}  // namespace
}  // namespace assay::judge
