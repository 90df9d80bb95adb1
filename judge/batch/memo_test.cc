#include "judge/batch/memo.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

TEST(MemoTest, OutlivesItsProcess) {
  const std::string path = testing::TempDir() + "/memo.db";
  std::filesystem::remove(path);
  ::judge::v1::Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  judgement.set_language(std::string("with a NUL \0 byte", 17));
  {
    const auto memo = Memo::Open(path);
    ASSERT_TRUE(memo.ok()) << memo.status();
    EXPECT_FALSE((*memo)->Find("k")->has_value());
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE((*memo)->Put(absl::StrCat("k", i), {absl::StrCat("s", i), judgement}).ok());
    }
    // Some are on disk by now, and some are not.
    for (int i = 0; i < 100; ++i) {
      const auto known = (*memo)->Find(absl::StrCat("k", i));
      ASSERT_TRUE(known.ok() && known->has_value()) << i;
      EXPECT_EQ((*known)->id, absl::StrCat("s", i));
    }
    ASSERT_TRUE((*memo)->Flush().ok());
  }
  const auto memo = Memo::Open(path);
  ASSERT_TRUE(memo.ok()) << memo.status();
  const auto known = (*memo)->Find("k99");
  ASSERT_TRUE(known.ok() && known->has_value());
  EXPECT_EQ((*known)->judgement.language(), judgement.language());
  EXPECT_EQ((*known)->judgement.verdict(), judgement.verdict());
}

}  // namespace
}  // namespace assay::judge
