#include "judge/store/database.h"

#include <sys/stat.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

const DatabaseOptions kOptions = {
    .application_id = 7,
    .schema = {"CREATE TABLE a(x INTEGER PRIMARY KEY, y NOT NULL);"
               "CREATE TABLE b(x INTEGER PRIMARY KEY REFERENCES a(x) ON DELETE CASCADE)"}};

TEST(DatabaseTest, ValuesComeBack) {
  const TempFolder folder;
  const auto database = *Database::Open(folder / "db", kOptions);
  const std::string odd("\0'; DROP TABLE a; --\xff", 21);
  ASSERT_TRUE(database->Run("INSERT INTO a VALUES(?, ?)", int64_t{-5}, odd).ok());
  ASSERT_TRUE(database->Run("INSERT INTO a VALUES(?, ?)", int64_t{1}, Blob{""}).ok());
  ASSERT_TRUE(database->Run("INSERT INTO a VALUES(?, ?)", int64_t{2}, "").ok());
  Statement rows = *database->Prepare("SELECT x, y, NULL FROM a ORDER BY x");
  ASSERT_EQ(rows.Step(), absl::StatusOr<bool>(true));
  EXPECT_EQ(rows.Int64(0), -5);
  EXPECT_EQ(rows.Text(1), odd);
  EXPECT_TRUE(rows.IsNull(2));
  EXPECT_EQ(rows.Text(2), "");
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(rows.Step(), absl::StatusOr<bool>(true));
    EXPECT_EQ(rows.Text(1), "");
    EXPECT_FALSE(rows.IsNull(1));
  }
  EXPECT_EQ(rows.Step(), absl::StatusOr<bool>(false));
}

TEST(DatabaseTest, StatementsAreUsedAgain) {
  const TempFolder folder;
  const auto database = *Database::Open(folder / "db", kOptions);
  for (int64_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(database->Run("INSERT INTO a VALUES(?, ?)", i, "v").ok());
  }
  // Two at once of the same, one not at its end.
  Statement one = *database->Prepare("SELECT x FROM a WHERE x > ? ORDER BY x", int64_t{0});
  Statement two = *database->Prepare("SELECT x FROM a WHERE x > ? ORDER BY x", int64_t{2});
  ASSERT_TRUE(*one.Step());
  ASSERT_TRUE(*two.Step());
  EXPECT_EQ(one.Int64(0), 1);
  EXPECT_EQ(two.Int64(0), 3);
  one = std::move(two);
  EXPECT_EQ(one.Int64(0), 3);
  EXPECT_EQ(*database->QueryInt64("SELECT count(*) FROM a WHERE x > ?", int64_t{1}), 2);
  EXPECT_EQ(*database->QueryInt64("SELECT count(*) FROM a WHERE x > ?", int64_t{2}), 1);
}

TEST(DatabaseTest, WhatIsNotCommittedIsUndone) {
  const TempFolder folder;
  const auto database = *Database::Open(folder / "db", kOptions);
  {
    const Transaction transaction = *database->Begin();
    ASSERT_TRUE(database->Run("INSERT INTO a VALUES(1, 'v')").ok());
  }
  EXPECT_EQ(*database->QueryInt64("SELECT count(*) FROM a"), 0);
  {
    Transaction transaction = *database->Begin();
    ASSERT_TRUE(database->Run("INSERT INTO a VALUES(1, 'v')").ok());
    ASSERT_TRUE(database->Run("INSERT INTO b VALUES(1)").ok());
    ASSERT_TRUE(transaction.Commit().ok());
  }
  const auto reader = *Database::Open(
      folder / "db", {.application_id = 7, .schema = kOptions.schema, .read_only = true});
  EXPECT_EQ(*reader->QueryInt64("SELECT count(*) FROM b"), 1);
  EXPECT_FALSE(reader->Run("DELETE FROM a").ok());
  ASSERT_TRUE(database->Run("DELETE FROM a").ok());
  EXPECT_EQ(database->ChangeCount(), 1);
  EXPECT_EQ(*reader->QueryInt64("SELECT count(*) FROM b"), 0) << "no cascade";
}

TEST(DatabaseTest, ErrorsTellWhatAndWhere) {
  const TempFolder folder;
  const auto database = *Database::Open(folder / "db", kOptions);
  ASSERT_TRUE(database->Run("INSERT INTO a VALUES(1, 'v')").ok());
  const struct {
    absl::Status status;
    absl::StatusCode code;
    const char* message;
  } cases[] = {
      {database->Run("INSERT INTO a VALUES(1, 'w')"), absl::StatusCode::kAlreadyExists,
       "UNIQUE constraint failed: a.x"},
      {database->Run("INSERT INTO b VALUES(9)"), absl::StatusCode::kAlreadyExists, "FOREIGN KEY"},
      {database->Run("SELECT elsewhere"), absl::StatusCode::kInternal, "no such column: elsewhere"},
      {database->Run("SELECT 1", int64_t{1}), absl::StatusCode::kInternal, "out of range"},
      {database->QueryInt64("SELECT x FROM a WHERE x = 5").status(), absl::StatusCode::kNotFound,
       "no such row"},
      {Database::Open(folder / "none/db", kOptions).status(), absl::StatusCode::kNotFound, "open"},
      {Database::Open(folder.path(), kOptions).status(), absl::StatusCode::kNotFound, "open"},
      {Database::Open(folder / "other", {.read_only = true}).status(), absl::StatusCode::kNotFound,
       "open"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(c.status.code(), c.code) << c.status;
    EXPECT_TRUE(absl::StrContains(c.status.message(), c.message)) << c.status;
  }
  EXPECT_TRUE(absl::StrContains(cases[0].status.message(), folder / "db"));
}

TEST(DatabaseTest, MigratesStepByStep) {
  const TempFolder folder;
  const std::vector<absl::string_view> steps = {"CREATE TABLE t(x)", "INSERT INTO t VALUES(1)",
                                                "INSERT INTO t SELECT x + 1 FROM t",
                                                "INSERT INTO none VALUES(1)"};
  const auto open = [&](size_t count) {
    return Database::Open(folder / "db", {.application_id = 7,
                                          .schema = std::vector<absl::string_view>(
                                              steps.begin(), steps.begin() + count)});
  };
  ASSERT_TRUE(open(1).ok());
  {
    const auto third = open(3);
    ASSERT_TRUE(third.ok()) << third.status();
    EXPECT_EQ(*(*third)->QueryInt64("SELECT count(*) FROM t"), 2);
  }
  EXPECT_FALSE(open(4).ok());
  const auto again = open(3);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*(*again)->QueryInt64("SELECT count(*) FROM t"), 2);
  EXPECT_EQ(open(2).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(DatabaseTest, IsPrivate) {
  const TempFolder folder;
  folder.Write("db");
  chmod((folder / "db").c_str(), 0644);
  const auto database = Database::Open(folder / "db", kOptions);
  ASSERT_TRUE(database.ok()) << database.status();
  for (const char* const name : {"db", "db-wal", "db-shm"}) {
    struct stat info = {};
    ASSERT_EQ(stat((folder / name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 07777, 0600u) << name;
  }
}

}  // namespace
}  // namespace assay::judge
