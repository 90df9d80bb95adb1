#include "judge/problem/shown_files.h"

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
using Output = ShownFiles::Output;

class ShownFilesTest : public testing::Test {
 protected:
  void AddTest(const std::string& name) {
    folder_.Write("data/" + name + ".in");
    folder_.Write("data/" + name + ".ans");
    problem_.tests.push_back({.name = name, .input_path = folder_ / ("data/" + name + ".in")});
  }
  absl::StatusOr<ShownFiles> Read() {
    const auto folder = ProblemFolder::Open(folder_.path());
    if (!folder.ok()) return folder.status();
    return ReadShownFiles(*folder, problem_);
  }
  std::string Fault() {
    const absl::Status status = Read().status();
    EXPECT_TRUE(IsProblemFault(status)) << status;
    return std::string(status.message());
  }

  TempFolder folder_;
  Problem problem_;
};

TEST_F(ShownFilesTest, OutputsAreInPlaceOfAnswers) {
  AddTest("sample/1");
  AddTest("sample/2");
  AddTest("secret/group/3");
  folder_.Write("data/sample/2.out");
  folder_.Write("data/secret/group/3.out");
  // Of no test, and so no file of this kind.
  folder_.Write("data/sample/1.files/x.out");
  folder_.Write("data/sample/not allowed.out");
  const auto files = Read();
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT(files->outputs,
              ElementsAre(Output{.test = 1, .path = folder_ / "data/sample/2.out"},
                          Output{.test = 2, .path = folder_ / "data/secret/group/3.out"}));
  EXPECT_THAT(files->hidden_answers, ElementsAre(1, 2));
}

TEST_F(ShownFilesTest, TextsForTheStatementHideAnswers) {
  AddTest("sample/1");
  AddTest("sample/2");
  folder_.Write("data/sample/1.ans.statement");
  folder_.Write("data/sample/1.ans.download");
  folder_.Write("data/sample/2.in.statement");
  folder_.Write("data/sample/2.in.download");
  const auto files = Read();
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_TRUE(files->outputs.empty());
  EXPECT_THAT(files->hidden_answers, ElementsAre(0));
}

TEST_F(ShownFilesTest, BelongToTests) {
  AddTest("sample/1");
  folder_.Write("data/sample/2.out");
  EXPECT_THAT(Fault(), HasSubstr("data/sample/2.out has no test"));
}

TEST_F(ShownFilesTest, ExcludeEachOther) {
  AddTest("sample/1");
  folder_.Write("data/sample/1.out");
  folder_.Write("data/sample/1.interaction");
  EXPECT_THAT(Fault(), HasSubstr("1.out is beside "));
  std::filesystem::remove(folder_ / "data/sample/1.interaction");
  EXPECT_TRUE(Read().ok());
  folder_.Write("data/sample/1.ans.statement");
  EXPECT_THAT(Fault(), HasSubstr("1.ans.statement: only one can be shown"));
}

TEST_F(ShownFilesTest, StatementAndDownloadComeTogether) {
  AddTest("sample/1");
  folder_.Write("data/sample/1.in.statement");
  EXPECT_THAT(Fault(), HasSubstr("1.in.statement needs a file "));
  folder_.Write("data/sample/1.in.download");
  EXPECT_TRUE(Read().ok());
  folder_.Write("data/sample/1.ans.download");
  EXPECT_THAT(Fault(), HasSubstr("1.ans.download needs a file "));
}

TEST_F(ShownFilesTest, AreRegularFiles) {
  AddTest("sample/1");
  std::filesystem::create_symlink("/dev/zero", folder_ / "data/sample/1.out");
  EXPECT_THAT(Fault(), HasSubstr("1.out is a link that leaves the folder"));
}

}  // namespace
}  // namespace assay::judge
