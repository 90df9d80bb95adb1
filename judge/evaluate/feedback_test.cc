#include "judge/evaluate/feedback.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

class FeedbackTest : public testing::Test {
 protected:
  FeedbackTest() {
    folder_.Write("feedback/judgemessage.txt", "wrong\n");
    fd_ = *OpenFile(folder_.path(), O_RDONLY | O_DIRECTORY);
  }
  TempFolder folder_;
  UniqueFd fd_;
};

TEST_F(FeedbackTest, ReadsFilesUpToTheirBound) {
  auto read = ReadFeedbackFile(fd_.get(), "judgemessage.txt", 6);
  ASSERT_TRUE(read.ok() && read->has_value()) << read.status();
  EXPECT_EQ((*read)->contents, "wrong\n");
  EXPECT_FALSE((*read)->truncated);
  read = ReadFeedbackFile(fd_.get(), "judgemessage.txt", 5);
  ASSERT_TRUE(read.ok() && read->has_value());
  EXPECT_EQ((*read)->contents, "wrong");
  EXPECT_TRUE((*read)->truncated);
  read = ReadFeedbackFile(fd_.get(), "score.txt", 5);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_FALSE(read->has_value());
}

TEST_F(FeedbackTest, WhatIsNoFileIsTheProblemsFault) {
  ASSERT_EQ(symlink("/etc/passwd", (folder_ / "feedback/score.txt").c_str()), 0);
  ASSERT_EQ(mkfifo((folder_ / "feedback/teammessage.txt").c_str(), 0600), 0);
  ASSERT_EQ(mkdir((folder_ / "feedback/nextpass.in").c_str(), 0700), 0);
  for (const char* name : {"score.txt", "teammessage.txt", "nextpass.in"}) {
    const auto read = ReadFeedbackFile(fd_.get(), name, 100);
    EXPECT_TRUE(IsProblemFault(read.status())) << name;
    EXPECT_NE(read.status().message().find(name), std::string::npos);
  }
}

TEST_F(FeedbackTest, AFolderThatIsGoneIsTheProblemsFault) {
  TempFolder outside;
  outside.Write("judgemessage.txt", "secret");
  ASSERT_EQ(rename((folder_ / "feedback").c_str(), (folder_ / "moved").c_str()), 0);
  EXPECT_TRUE(IsProblemFault(ReadFeedbackFile(fd_.get(), "judgemessage.txt", 9).status()));
  ASSERT_EQ(symlink(outside.path().c_str(), (folder_ / "feedback").c_str()), 0);
  EXPECT_TRUE(IsProblemFault(ReadFeedbackFile(fd_.get(), "judgemessage.txt", 9).status()));
}

TEST_F(FeedbackTest, IsKeptForTheNextPass) {
  TempFolder root;
  const auto state = StateDirectory::Open(root / "state");
  ASSERT_TRUE(state.ok()) << state.status();
  folder_.Write("feedback/deep/state", "7");
  folder_.Write("feedback/nextpass.in", "8");
  ASSERT_EQ(symlink("/etc/passwd", (folder_ / "feedback/link").c_str()), 0);
  {
    const auto kept = (*state)->MakeDirectory("feedback");
    ASSERT_TRUE(kept.ok());
    const auto files = KeepFeedback(fd_.get(), *kept, 100);
    ASSERT_TRUE(files.ok()) << files.status();
    std::map<std::string, std::string> contents;
    for (const sandbox::WorkFile& file : *files) {
      contents[file.path] =
          file.contents.valid() ? *ReadDescriptor(file.contents.get(), 100, "x") : "(folder)";
    }
    EXPECT_EQ(contents,
              (std::map<std::string, std::string>{{"feedback", "(folder)"},
                                                  {"feedback/judgemessage.txt", "wrong\n"},
                                                  {"feedback/deep", "(folder)"},
                                                  {"feedback/deep/state", "7"}}));
  }
  const auto kept = (*state)->MakeDirectory("feedback");
  EXPECT_TRUE(IsProblemFault(KeepFeedback(fd_.get(), *kept, 5).status()));
}

}  // namespace
}  // namespace assay::judge
