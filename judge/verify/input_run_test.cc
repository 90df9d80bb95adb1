#include "judge/verify/input_run.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(InputValidatorArgs, AreTheTestsAndThenTheProgramsOwn) {
  TestCase test;
  EXPECT_THAT(InputValidatorArgs({}, test, "v.py"), IsEmpty());
  test.args = {"of", "program"};
  test.input_validator_args[""] = {"shared"};
  EXPECT_THAT(InputValidatorArgs({}, test, "v.py"), ElementsAre("shared", "of", "program"));
}

TEST(InputValidatorArgs, AreNamedWithOrWithoutEnding) {
  TestCase test;
  test.input_validator_args["v.py"] = {"one"};
  test.input_validator_args["w"] = {"two"};
  EXPECT_THAT(InputValidatorArgs({}, test, "v.py"), ElementsAre("one"));
  EXPECT_THAT(InputValidatorArgs({}, test, "w.cpp"), ElementsAre("two"));
  EXPECT_THAT(InputValidatorArgs({}, test, "w"), ElementsAre("two"));
  EXPECT_THAT(InputValidatorArgs({}, test, "x.py"), IsEmpty());
}

TEST(InputValidatorArgs, TestlibsAreTestsetAndGroup) {
  Problem problem;
  problem.input_validator_protocol = ValidatorProtocol::kTestlib;
  TestCase test;
  test.name = "7";
  EXPECT_THAT(InputValidatorArgs(problem, test, "v.cpp"), ElementsAre("--testset", "tests"));
  test.name = "2/7";
  EXPECT_THAT(InputValidatorArgs(problem, test, "v.cpp"),
              ElementsAre("--testset", "tests", "--group", "2"));
}

TEST(IsChecktestdataOrViva, GoesByTheEnding) {
  EXPECT_TRUE(IsChecktestdataOrViva({.name = "format.ctd"}));
  EXPECT_TRUE(IsChecktestdataOrViva({.name = "format.viva"}));
  EXPECT_FALSE(IsChecktestdataOrViva({.name = "format.ctd.py"}));
}

}  // namespace
}  // namespace assay::judge
