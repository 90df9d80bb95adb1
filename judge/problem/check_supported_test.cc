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
  // One that no group asks for.
  problem.grader = {.name = "g", .path = "/p/g"};
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
      {[](Problem& p) { p.kind.scoring = true; }, "type \"scoring\" is not"},
      {[](Problem& p) { p.kind.interactive = true; }, "interactive"},
      {[](Problem& p) { p.kind.multi_pass = true; }, "multi-pass"},
      {[](Problem& p) { p.kind.submit_answer = true; }, "submit-answer"},
      {[](Problem& p) { p.output_validator.programs = {{.name = "v", .path = "/p/v"}}; },
       "output validator /p/v"},
      {[](Problem& p) { p.interactor = {.name = "i", .path = "/p/i"}; }, "interactor /p/i"},
      {[](Problem& p) { p.static_validator = {.name = "s", .path = "/p/s"}; },
       "static validator /p/s"},
      {[](Problem& p) { std::get<LegacyGrading>(p.groups[0].grading).custom = true; },
       "grading of the group \"\""},
      {[](Problem& p) { p.include_folders["cpp"] = "/p/include/cpp"; }, "/p/include/cpp"},
      {[](Problem& p) { p.languages = {"cpp"}; }, "languages"},
      {[](Problem& p) { p.constants["N"] = "5"; }, "constant N"},
      {[](Problem& p) { p.input_file_name = "a.in"; }, "input file a.in"},
      {[](Problem& p) { p.output_file_name = "a.out"; }, "output file a.out"},
      {[](Problem& p) { p.tests[1].args = {"x"}; }, "args of the test b"},
      {[](Problem& p) { p.tests[1].files_path = "/p/b.files"; }, "/p/b.files"},
      {[](Problem& p) { p.tests[1].validator_args = {"case_sensitive"}; }, "the test b alone"},
      {[](Problem& p) { std::get<LegacyGrading>(p.groups[0].grading).break_on_reject = false; },
       "grading of the group \"\""},
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
