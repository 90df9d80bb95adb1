// The journal where there is no room, and on files that are not its own.

#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/problem/temp_folder.h"
#include "judge/store/database.h"
#include "judge/store/journal.h"
#include "judge/store/journal_for_test.h"
#include "judge/store/journal_tables.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

constexpr int64_t kMiB = 1 << 20;

// Adds submissions and ends them, many in one transaction. Returns the journal's largest size.
int64_t AddEnded(Journal& journal, int count, size_t source_bytes) {
  absl::BlockingCounter ended(count);
  int64_t largest = 0;
  for (int i = 0; i < count; ++i) {
    journal.Add(SubmissionOf("a"), RequestOf(std::string(source_bytes, 'x')),
                [&](absl::StatusOr<Accepted> accepted) {
                  if (!accepted.ok()) {
                    ADD_FAILURE() << accepted.status();
                    ended.DecrementCount();
                    return;
                  }
                  journal.Finish(EndOf(accepted->id, v1::VERDICT_ACCEPTED), {},
                                 [&](absl::StatusOr<bool> first) {
                                   EXPECT_TRUE(first.ok() && *first) << first.status();
                                   largest = std::max(largest, journal.SizeBytes());
                                   ended.DecrementCount();
                                 });
                });
  }
  ended.Wait();
  return largest;
}

TEST(JournalBudgetTest, TheOldestEndedMakeRoom) {
  const TempFolder folder;
  constexpr int64_t kBudget = 4 * kMiB;
  const auto journal = *Journal::Open(folder / "journal.db", {.max_bytes = kBudget});
  const std::string unfinished =
      AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(20'000, 'u')))->id;
  std::vector<std::string> ids;
  int64_t largest = 0;
  for (int i = 0; i < 250; ++i) {
    const absl::StatusOr<Accepted> accepted =
        AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(50'000 + i, 'x')));
    ASSERT_TRUE(accepted.ok()) << i << ": " << accepted.status();
    ids.push_back(accepted->id);
    v1::SubmitEvent event;
    event.mutable_judgement()->set_message(std::string(1000, 'e'));
    ASSERT_TRUE(
        FinishNow(*journal, EndOf(accepted->id, v1::VERDICT_ACCEPTED), {event, event}).ok());
    largest = std::max(largest, journal->SizeBytes());
  }
  EXPECT_LT(largest, kBudget * 6 / 5);
  // It was used, too.
  EXPECT_GT(largest, kBudget / 2);
  EXPECT_TRUE(journal->Get(ids.back()).ok());
  EXPECT_EQ(journal->Get(ids.front()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(journal->Get(unfinished).ok());
  // What is left are the newest, without gaps.
  const std::vector<v1::Submission> left = journal->List({.limit = 1000})->submissions;
  ASSERT_GT(left.size(), 10);
  for (size_t i = 0; i + 1 < left.size(); ++i) {
    EXPECT_EQ(left[i].id(), ids[ids.size() - 1 - i]);
  }
}

TEST(JournalBudgetTest, WhoFillsItPaysForIt) {
  const TempFolder folder;
  const auto journal = *Journal::Open(folder / "journal.db", {.max_bytes = 4 * kMiB});
  std::vector<std::string> modest;
  const auto add_ended = [&](const std::string& client, size_t bytes) {
    const absl::StatusOr<Accepted> accepted =
        AddNow(*journal, SubmissionOf(client), RequestOf(std::string(bytes, 'x')));
    EXPECT_TRUE(accepted.ok()) << accepted.status();
    if (!accepted.ok()) return std::string();
    EXPECT_TRUE(FinishNow(*journal, EndOf(accepted->id, v1::VERDICT_ACCEPTED)).ok());
    return accepted->id;
  };
  for (int i = 0; i < 50; ++i) modest.push_back(add_ended("modest", 1000));
  modest.push_back(add_ended("modest", 400'000));
  for (int i = 0; i < 30; ++i) add_ended("greedy", 500'000);
  for (const std::string& id : modest) EXPECT_TRUE(journal->Get(id).ok()) << id;
  EXPECT_LT(journal->List({.client = "greedy"})->submissions.size(), 8);
  // Nor by what has not ended.
  absl::Status full;
  for (int i = 0; i < 30 && full.ok(); ++i) {
    full = AddNow(*journal, SubmissionOf("greedy"), RequestOf(std::string(300'000, 'u'))).status();
  }
  EXPECT_EQ(ReasonOf(full), "JOURNAL_FULL") << full;
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  EXPECT_TRUE(absl::StrContains(full.message(), "half of")) << full;
  for (const std::string& id : modest) EXPECT_TRUE(journal->Get(id).ok()) << id;
  EXPECT_TRUE(AddNow(*journal, SubmissionOf("modest"), RequestOf(std::string(300'000, 'm'))).ok());
  // Neither has more than half of what there is.
  for (int i = 0; i < 60; ++i) modest.push_back(add_ended("modest", 300'000));
  EXPECT_TRUE(journal->Get(modest.back()).ok());
  EXPECT_FALSE(journal->Get(modest.front()).ok());
}

TEST(JournalBudgetTest, AJournalOfTheFirstVersionIsCounted) {
  const TempFolder folder;
  {
    const std::vector<absl::string_view> schema = {JournalSchema().front()};
    const auto database = *Database::Open(
        folder / "journal.db", {.application_id = kJournalApplicationId, .schema = schema});
    for (int i = 1; i <= 2; ++i) {
      ASSERT_TRUE(
          database
              ->Run("INSERT INTO submissions VALUES(?, 'a', '', x'', 'c', '', 1, ?, 1, 1, 0,"
                    " x'')",
                    int64_t{i}, int64_t{i})
              .ok());
      ASSERT_TRUE(
          database->Run("INSERT INTO requests VALUES(?, zeroblob(700000))", int64_t{i}).ok());
    }
    ASSERT_TRUE(database->Run("UPDATE submissions SET end_time = NULL WHERE id = 2").ok());
  }
  const auto journal = *Journal::Open(folder / "journal.db", {.max_bytes = 4 * kMiB});
  // Half of the budget, less the log's share, is 1.75 MiB.
  EXPECT_TRUE(AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(1'000'000, 'x'))).ok());
  EXPECT_EQ(
      ReasonOf(AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(200'000, 'x'))).status()),
      "JOURNAL_FULL");
  EXPECT_TRUE(AddNow(*journal, SubmissionOf("b"), RequestOf(std::string(1'500'000, 'x'))).ok());
  EXPECT_FALSE(journal->Get(FormatId(1)).ok());
}

TEST(JournalBudgetTest, ManyAtOnceStayBelowToo) {
  const TempFolder folder;
  constexpr int64_t kBudget = 8 * kMiB;
  const auto journal = *Journal::Open(folder / "journal.db", {.max_bytes = kBudget});
  for (int round = 0; round < 10; ++round) {
    EXPECT_LT(AddEnded(*journal, 200, 10'000), kBudget * 6 / 5);
  }
}

TEST(JournalBudgetTest, TheUnfinishedFillIt) {
  const TempFolder folder;
  const auto journal = *Journal::Open(folder / "journal.db", {.max_bytes = 2 * kMiB});
  std::vector<std::string> ids;
  absl::Status full;
  for (int i = 0; i < 1000 && full.ok(); ++i) {
    const absl::StatusOr<Accepted> accepted =
        AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(50'000, 'x')));
    full = accepted.status();
    if (accepted.ok()) ids.push_back(accepted->id);
  }
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
  EXPECT_TRUE(absl::StrContains(full.message(), "size budget of 2 MiB")) << full;
  EXPECT_EQ(ReasonOf(full), "JOURNAL_FULL");
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  EXPECT_LT(journal->SizeBytes(), 2 * kMiB * 6 / 5);
  ASSERT_GT(ids.size(), 10);
  for (const std::string& id : ids) EXPECT_TRUE(journal->Get(id).ok()) << id;
  // They can end, and then there is room again.
  for (const std::string& id : ids) {
    EXPECT_EQ(FinishNow(*journal, EndOf(id, v1::VERDICT_ACCEPTED)), absl::StatusOr<bool>(true));
  }
  EXPECT_TRUE(AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(50'000, 'x'))).ok());
  const absl::Status too_large =
      AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(3 * kMiB, 'x'))).status();
  EXPECT_EQ(too_large.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(too_large), "REQUEST_TOO_LARGE");
  EXPECT_FALSE(RetryDelayOf(too_large).has_value());
  EXPECT_TRUE(journal->Get(ids.back()).ok()) << "removed for what does not fit anyway";
}

TEST(JournalBudgetTest, GivesRoomBack) {
  const TempFolder folder;
  const auto journal =
      *Journal::Open(folder / "journal.db", {.retention = absl::Milliseconds(100)});
  AddEnded(*journal, 300, 50'000);
  EXPECT_GT(journal->SizeBytes(), 14 * kMiB);
  absl::SleepFor(absl::Milliseconds(110));
  ASSERT_TRUE(journal->RemoveExpired().ok());
  EXPECT_TRUE(journal->List({})->submissions.empty());
  // A part is kept, and so is the log.
  EXPECT_LT(std::filesystem::file_size(folder / "journal.db"), 3 * kMiB);
}

TEST(JournalBudgetTest, ASmallerBudgetHoldsFromTheNextStartOn) {
  const TempFolder folder;
  {
    const auto journal = *Journal::Open(folder / "journal.db", {});
    AddEnded(*journal, 300, 50'000);
  }
  const auto journal = *Journal::Open(folder / "journal.db", {.max_bytes = 4 * kMiB});
  ASSERT_TRUE(journal->RemoveExpired().ok());
  EXPECT_LT(std::filesystem::file_size(folder / "journal.db"), 5 * kMiB);
  EXPECT_GT(journal->List({})->submissions.size(), 10);
}

TEST(JournalDiskTest, KeepsAwayFromTheEnd) {
  const TempFolder folder;
  std::string id;
  {
    const auto journal = *Journal::Open(folder / "journal.db", {});
    id = AddNow(*journal, SubmissionOf("a", "t"), RequestOf("x", "t"))->id;
  }
  const auto journal = *Journal::Open(folder / "journal.db", {.min_free_bytes = int64_t{1} << 60});
  const absl::Status full = AddNow(*journal, SubmissionOf("a"), RequestOf("x")).status();
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
  EXPECT_TRUE(absl::StrContains(full.message(), "make room")) << full;
  EXPECT_FALSE(absl::StrContains(full.message(), folder.path())) << full;
  EXPECT_EQ(ReasonOf(full), "DISK_FULL");
  EXPECT_TRUE(RetryDelayOf(full).has_value());
  // What needs no room goes on, and what has begun ends.
  EXPECT_TRUE(AddNow(*journal, SubmissionOf("a", "t"), RequestOf("x", "t"))->repeated);
  EXPECT_TRUE(*FinishNow(*journal, EndOf(id, v1::VERDICT_ACCEPTED)));
}

// A file system of `size_bytes` at `path`, which only this thread and those it makes see. Empty
// where that is not allowed.
std::string MountSmall(const std::string& path, int64_t size_bytes) {
  if (unshare(CLONE_NEWNS) != 0 ||
      mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      mount("none", path.c_str(), "tmpfs", 0, absl::StrCat("size=", size_bytes).c_str()) != 0) {
    return strerror(errno);
  }
  return "";
}

TEST(JournalDiskTest, AFullDiskIsSaidAndSurvived) {
  const TempFolder folder;
  const std::string error = MountSmall(folder.path(), 4 * kMiB);
  if (!error.empty()) GTEST_SKIP() << "cannot mount a small tmpfs: " << error;
  // The budget keeps the log short: it cannot be written back to a full disk.
  const JournalOptions options = {.max_bytes = 16 * kMiB, .min_free_bytes = 0};
  {
    const auto journal = *Journal::Open(folder / "journal.db", options);
    ASSERT_TRUE(WriteFile(folder / "ballast", std::string(kMiB, 'b')).ok());
    std::vector<std::string> ids;
    absl::Status full;
    for (int i = 0; i < 1000 && full.ok(); ++i) {
      const absl::StatusOr<Accepted> accepted =
          AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(50'000, 'x')));
      full = accepted.status();
      if (accepted.ok()) ids.push_back(accepted->id);
    }
    EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
    EXPECT_TRUE(absl::StrContains(full.message(), "make room")) << full;
    EXPECT_FALSE(absl::StrContains(full.message(), folder.path())) << full;
    EXPECT_EQ(ReasonOf(full), "DISK_FULL");
    EXPECT_TRUE(RetryDelayOf(full).has_value());
    EXPECT_EQ(journal->List({.limit = 1000})->submissions.size(), ids.size());
    std::filesystem::remove(folder / "ballast");
    const absl::StatusOr<Accepted> after =
        AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(50'000, 'y')));
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_TRUE(*FinishNow(*journal, EndOf(ids.front(), v1::VERDICT_ACCEPTED)));
    for (const std::string& id : ids) EXPECT_TRUE(journal->Get(id).ok()) << id;
  }
  const auto journal = *Journal::Open(folder / "journal.db", options);
  EXPECT_TRUE(journal->List({.verdict = v1::VERDICT_ACCEPTED}).ok());
  EXPECT_EQ(journal->List({.verdict = v1::VERDICT_ACCEPTED})->submissions.size(), 1);
  umount2(folder.path().c_str(), MNT_DETACH);
}

TEST(JournalDiskTest, OneThatDoesNotFitFailsAlone) {
  const TempFolder folder;
  const std::string error = MountSmall(folder.path(), 4 * kMiB);
  if (!error.empty()) GTEST_SKIP() << "cannot mount a small tmpfs: " << error;
  {
    const auto journal = *Journal::Open(folder / "journal.db", {.min_free_bytes = 0});
    absl::BlockingCounter done(41);
    int small_ok = 0;
    absl::Status large;
    // They gather behind the first.
    for (int i = 0; i < 41; ++i) {
      const bool is_large = i == 20;
      journal->Add(SubmissionOf("a"), RequestOf(std::string(is_large ? 6 * kMiB : 100, 'x')),
                   [&, is_large](absl::StatusOr<Accepted> accepted) {
                     if (is_large) large = accepted.status();
                     if (!is_large && accepted.ok()) ++small_ok;
                     done.DecrementCount();
                   });
    }
    done.Wait();
    EXPECT_EQ(small_ok, 40);
    EXPECT_EQ(large.code(), absl::StatusCode::kResourceExhausted) << large;
    EXPECT_EQ(journal->List({.limit = 1000})->submissions.size(), 40);
  }
  umount2(folder.path().c_str(), MNT_DETACH);
}

TEST(JournalFileTest, WhatIsNotAJournalIsRefused) {
  const struct {
    const char* what;
    std::string sql;
    std::string contents;
    absl::StatusCode code;
    const char* message;
  } cases[] = {
      {"text", "", std::string(5000, 'x'), absl::StatusCode::kFailedPrecondition,
       "not a database; move the file away"},
      {"short text", "", "hello", absl::StatusCode::kFailedPrecondition, "move the file away"},
      {"another program's", "CREATE TABLE t(x)", "", absl::StatusCode::kFailedPrecondition,
       "another program"},
      {"another program's number", "CREATE TABLE t(x); PRAGMA application_id=7", "",
       absl::StatusCode::kFailedPrecondition, "another program"},
  };
  for (const auto& c : cases) {
    const TempFolder folder;
    if (c.contents.empty()) {
      const auto database = *Database::Open(folder / "journal.db", {});
      ASSERT_TRUE(database->Execute(c.sql).ok()) << c.what;
    } else {
      folder.Write("journal.db", c.contents);
    }
    const absl::Status status = Journal::Open(folder / "journal.db", {}).status();
    EXPECT_EQ(status.code(), c.code) << c.what << ": " << status;
    EXPECT_TRUE(absl::StrContains(status.message(), c.message)) << c.what << ": " << status;
    EXPECT_TRUE(absl::StrContains(status.message(), folder / "journal.db")) << status;
  }
}

TEST(JournalFileTest, ALaterVersionIsRefused) {
  const TempFolder folder;
  ASSERT_TRUE(Journal::Open(folder / "journal.db", {}).ok());
  {
    const std::string nothing = "SELECT 1";
    const std::vector<absl::string_view> schema(5, nothing);
    const auto later =
        Database::Open(folder / "journal.db", {.application_id = 0x41737361, .schema = schema});
    ASSERT_TRUE(later.ok()) << later.status();
  }
  const absl::Status status = Journal::Open(folder / "journal.db", {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "version 5")) << status;
}

TEST(JournalFileTest, ADamagedFileIsSaid) {
  const TempFolder folder;
  {
    const auto journal = *Journal::Open(folder / "journal.db", {});
    AddEnded(*journal, 300, 5'000);
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(AddNow(*journal, SubmissionOf("a"), RequestOf(std::string(5000, 'x'))).ok());
    }
  }
  // All but the first pages, which have the header and the schema.
  std::string bytes = *ReadFile(folder / "journal.db", 64 * kMiB);
  for (size_t i = 4 * 4096; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + 13);
  folder.Write("journal.db", bytes);
  const auto journal = Journal::Open(folder / "journal.db", {});
  absl::Status status = journal.status();
  if (journal.ok()) status = (*journal)->Recover().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "backup")) << status;
}

}  // namespace
}  // namespace assay::judge
