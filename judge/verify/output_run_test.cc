#include "judge/verify/output_run.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::StartsWith;

class ValidateByDefaultTest : public testing::Test {
 protected:
  ValidateByDefaultTest() {
    problem_.root = folder_.path();
    test_.answer_path = folder_ / "1.ans";
    folder_.Write("1.ans", "1.0\n2.0\n");
  }
  absl::StatusOr<OutputVerdict> Validate(const std::string& output) {
    folder_.Write("1.out", output);
    return ValidateByDefault(problem_, test_, folder_ / "1.out");
  }

  TempFolder folder_;
  Problem problem_;
  TestCase test_;
};

TEST_F(ValidateByDefaultTest, ComparesTexts) {
  EXPECT_TRUE(Validate("1.0 2.0")->accepted);
  const auto verdict = Validate("1.0\n2.01\n");
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_FALSE(verdict->accepted);
  EXPECT_THAT(verdict->message, StartsWith("line 2: "));
  EXPECT_FALSE(Validate("1.0")->accepted);
  // More than what is read at once.
  EXPECT_TRUE(Validate("1.0" + std::string(200'000, ' ') + "2.0")->accepted);
}

TEST_F(ValidateByDefaultTest, TakesTheTestsArguments) {
  test_.validator_args = {"float_tolerance", "0.1"};
  EXPECT_TRUE(Validate("1.05 1.95")->accepted);
  EXPECT_FALSE(Validate("1.05 2.5")->accepted);
}

TEST_F(ValidateByDefaultTest, FaultsAreTheProblems) {
  EXPECT_TRUE(IsProblemFault(ValidateByDefault(problem_, test_, folder_ / "missing.out").status()));
  test_.answer_path = folder_ / "missing.ans";
  EXPECT_TRUE(IsProblemFault(Validate("1.0 2.0").status()));
}

}  // namespace
}  // namespace assay::judge
