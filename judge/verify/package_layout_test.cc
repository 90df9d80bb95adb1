#include "judge/verify/package_layout.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class LayoutWarningsTest : public testing::Test {
 protected:
  LayoutWarningsTest() {
    problem_.submissions = {
        {.name = "accepted/a.py", .expectations = {{.permitted = {ExpectedVerdict::kAccepted}}}}};
  }

  std::vector<std::string> Warnings() const {
    return LayoutWarnings(problem_, *ProblemFolder::Open(folder_.path()));
  }

  TempFolder folder_;
  Problem problem_;
};

TEST_F(LayoutWarningsTest, OfOtherFormatsThereAreNone) {
  folder_.Write("1.in");
  folder_.Write("whatever.doc");
  EXPECT_THAT(Warnings(), IsEmpty());
}

TEST_F(LayoutWarningsTest, NamesWhatIsMissing) {
  folder_.Write("problem.yaml");
  problem_.submissions.clear();
  EXPECT_THAT(Warnings(), Contains(HasSubstr("has no input validator")));
  EXPECT_THAT(Warnings(), Contains(HasSubstr("has no submission that must be accepted")));
}

TEST_F(LayoutWarningsTest, NamesWhatNobodyLooksAt) {
  folder_.Write("problem.yaml");
  folder_.Write("output_validater/v.py");
  folder_.Write("data/sample/1.in");
  folder_.Write("data/secret/1.in");
  folder_.Write("data/secret/1.anz");
  folder_.Write("data/secret/1.hint");
  folder_.Write("data/secret/.hidden");
  problem_.input_validators.emplace_back();
  problem_.submissions.push_back({.name = "other/b\n.py"});
  const std::vector<std::string> warnings = Warnings();
  EXPECT_THAT(warnings, SizeIs(3));
  EXPECT_THAT(warnings, Contains(HasSubstr("output_validater is not of the package format")));
  EXPECT_THAT(warnings, Contains(HasSubstr("1.anz belongs to no test")));
  EXPECT_THAT(warnings, Contains(HasSubstr("of other/b\\x0a.py nothing is expected")));
  for (int i = 0; i < 20; ++i) folder_.Write("data/secret/odd" + std::to_string(i));
  EXPECT_THAT(Warnings(), SizeIs(8));
  EXPECT_THAT(Warnings(), Contains(HasSubstr("16 more files that belong to no test")));
}

TEST_F(LayoutWarningsTest, ArePrintable) {
  folder_.Write("problem.yaml");
  folder_.Write("data/secret/\x1b[31m\n");
  EXPECT_THAT(Warnings(), Each(Not(HasSubstr("\x1b"))));
}

}  // namespace
}  // namespace assay::judge
