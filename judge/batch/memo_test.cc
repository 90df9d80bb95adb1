#include "judge/batch/memo.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

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

TEST(MemoTest, NoticesWhatWasChanged) {
  const std::string path = testing::TempDir() + "/changed.db";
  ::judge::v1::Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  ::judge::v1::Judgement better;
  better.set_verdict(::judge::v1::VERDICT_ACCEPTED);
  const std::string sql[] = {
      "UPDATE judgements SET judgement = x'08ff' WHERE key = 'k'",
      "UPDATE judgements SET id = 'another' WHERE key = 'k'",
      "UPDATE judgements SET digest = '' WHERE key = 'k'",
      // Another submission's judgement.
      "UPDATE judgements SET key = 'x' WHERE key = 'k'; "
      "UPDATE judgements SET key = 'k' WHERE key = 'l'",
  };
  for (const std::string& change : sql) {
    std::filesystem::remove(path);
    {
      const auto memo = Memo::Open(path);
      ASSERT_TRUE(memo.ok()) << memo.status();
      ASSERT_TRUE((*memo)->Put("k", {"s", judgement}).ok());
      ASSERT_TRUE((*memo)->Put("l", {"t", better}).ok());
      ASSERT_TRUE((*memo)->Flush().ok());
    }
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(connection, change.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(connection);
    const auto memo = Memo::Open(path);
    ASSERT_TRUE(memo.ok()) << memo.status();
    EXPECT_TRUE(absl::IsDataLoss((*memo)->Find("k").status())) << change;
  }
}

}  // namespace
}  // namespace assay::judge
