#include "judge/problem/validation_data.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ValidationDataTest : public testing::Test {
 protected:
  absl::StatusOr<std::vector<ValidationCase>> Read(ValidationKind kind) {
    problem_.root = folder_.path();
    const auto folder = ProblemFolder::Open(folder_.path());
    if (!folder.ok()) return folder.status();
    return ReadValidationData(*folder, problem_, kind);
  }

  // The problem's fault, or empty.
  std::string Fault(ValidationKind kind) {
    const absl::Status status = Read(kind).status();
    EXPECT_TRUE(status.ok() || IsProblemFault(status)) << status;
    return std::string(status.message());
  }

  TempFolder folder_;
  Problem problem_;
};

TEST_F(ValidationDataTest, NeedNotBeThere) {
  EXPECT_TRUE(Read(ValidationKind::kInvalidInput)->empty());
}

TEST_F(ValidationDataTest, HasSettingsOfItsFolder) {
  folder_.Write("data/invalid_input/b.in", "x");
  folder_.Write("data/invalid_input/a.in", "x");
  folder_.Write("data/invalid_input/a.yaml", "input_validator_args: [own]\n");
  folder_.Write("data/invalid_input/test_group.yaml", "input_validator_args: [shared]\n");
  folder_.Write("data/invalid_input/deep/c.in", "x");
  folder_.Write("data/invalid_input/not allowed.in", "x");
  const auto cases = Read(ValidationKind::kInvalidInput);
  ASSERT_TRUE(cases.ok()) << cases.status();
  ASSERT_EQ(cases->size(), 3U);
  EXPECT_EQ((*cases)[0].test.name, "invalid_input/a");
  EXPECT_THAT((*cases)[0].test.input_validator_args.at(""), ElementsAre("own"));
  EXPECT_THAT((*cases)[1].test.input_validator_args.at(""), ElementsAre("shared"));
  EXPECT_EQ((*cases)[2].test.name, "invalid_input/deep/c");
  EXPECT_TRUE((*cases)[2].test.input_validator_args.empty());
  EXPECT_FALSE((*cases)[0].test.answer_path.has_value());
}

TEST_F(ValidationDataTest, OutputsHaveThreeFiles) {
  folder_.Write("data/valid_output/a.in");
  folder_.Write("data/valid_output/a.ans");
  EXPECT_THAT(Fault(ValidationKind::kValidOutput), HasSubstr("a.in has no a.out"));
  folder_.Write("data/valid_output/a.out");
  const auto cases = Read(ValidationKind::kValidOutput);
  ASSERT_TRUE(cases.ok()) << cases.status();
  ASSERT_EQ(cases->size(), 1U);
  EXPECT_EQ((*cases)[0].output_path, folder_ / "data/valid_output/a.out");
  folder_.Write("data/valid_output/b.out");
  EXPECT_THAT(Fault(ValidationKind::kValidOutput), HasSubstr("b.out has no b.in"));
}

TEST_F(ValidationDataTest, SaysWhatIsOdd) {
  folder_.Write("data/invalid_input/a.in");
  folder_.Write("data/invalid_input/a.ans");
  EXPECT_THAT(Fault(ValidationKind::kInvalidInput), HasSubstr("neither answer nor output"));
  folder_.Write("data/invalid_output/a.yaml", "");
  EXPECT_THAT(Fault(ValidationKind::kInvalidOutput), HasSubstr("a.yaml has no a.in"));
  folder_.Write("data/valid_output/test_group.yaml", "colour: red\n");
  EXPECT_THAT(Fault(ValidationKind::kValidOutput), HasSubstr("colour"));
}

TEST_F(ValidationDataTest, NoLinkLeadsOut) {
  folder_.Write("data/invalid_input/a.in");
  std::filesystem::create_symlink("/etc/passwd", folder_ / "data/invalid_input/b.in");
  EXPECT_THAT(Fault(ValidationKind::kInvalidInput), HasSubstr("b.in"));
}

}  // namespace
}  // namespace assay::judge
