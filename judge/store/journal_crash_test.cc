// kill -9 while submissions come in and end: what was acknowledged is there, once.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"
#include "judge/store/journal.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

constexpr int kKills = 20;

// A line in one write(2), so that a kill leaves the whole or nothing of it in the pipe.
void Say(const std::string& line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(3);
}

// The process that is killed. Adds submissions with the tokens PREFIX0, PREFIX1, ... and ends each
// second one. Says "added ID TOKEN" and "ended ID" when that is on disk.
int RunWriter(const std::string& path, const std::string& prefix) {
  absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(path, {});
  if (!journal.ok()) return 2;
  const absl::StatusOr<std::vector<v1::Submission>> unfinished = (*journal)->Recover();
  if (!unfinished.ok()) return 2;
  for (int i = 0;; ++i) {
    v1::Submission submission;
    submission.set_client("a");
    submission.set_client_token(absl::StrCat(prefix, i));
    v1::SubmitRequest request;
    request.set_client_token(submission.client_token());
    request.add_files()->set_contents(std::string(i % 3 == 0 ? 10'000 : 100, 'x'));
    (*journal)->Add(submission, request, [&, i](absl::StatusOr<Accepted> accepted) {
      if (!accepted.ok()) _exit(2);
      Say(absl::StrCat("added ", accepted->id, " ", prefix, i, "\n"));
      if (i % 2 == 0) return;
      v1::Submission end;
      end.set_id(accepted->id);
      end.set_state(v1::SUBMISSION_STATE_FINISHED);
      end.mutable_judgement()->set_verdict(v1::VERDICT_ACCEPTED);
      end.mutable_judgement()->set_message(accepted->id);
      (*journal)->Finish(end, {}, [id = end.id()](absl::StatusOr<bool> first) {
        if (!first.ok() || !*first) _exit(2);
        Say(absl::StrCat("ended ", id, "\n"));
      });
    });
    // Some gather, none without bound.
    if (i % 20 == 0) absl::SleepFor(absl::Milliseconds(1));
  }
}

// Starts RunWriter(), kills it some time after its line `line_count` and returns what it said.
std::string RunAndKill(const std::string& path, const std::string& prefix, int line_count,
                       absl::Duration delay) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return "";
  const UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, writer.get(), STDOUT_FILENO);
  std::string arguments[] = {"journal_crash_test", "--writer", path, prefix};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                  arguments[3].data(), nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << strerror(error);
  if (error != 0) return "";
  writer.Reset();
  std::string said;
  while (std::count(said.begin(), said.end(), '\n') < line_count) {
    char buffer[4096];
    const ssize_t count = read(reader.get(), buffer, sizeof buffer);
    EXPECT_GT(count, 0) << "it ended by itself";
    if (count <= 0) break;
    said.append(buffer, count);
  }
  absl::SleepFor(delay);
  kill(pid, SIGKILL);
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFSIGNALED(status)) << "it failed with " << WEXITSTATUS(status);
  // What it had said until then, in the pipe.
  absl::StrAppend(&said, ReadDescriptor(reader.get(), 64 << 20, "pipe").value_or(""));
  return said;
}

TEST(JournalCrashTest, WhatWasAcknowledgedIsThereOnce) {
  const TempFolder folder;
  std::mt19937 random(20261124);
  // Token to id, of all processes.
  std::map<std::string, std::string> added;
  std::set<std::string> ended;
  for (int round = 0; round < kKills; ++round) {
    const int line_count = 1 + static_cast<int>(random() % 100);
    const std::string said = RunAndKill(folder / "journal.db", absl::StrCat("round", round, "-"),
                                        line_count, absl::Microseconds(random() % 10'000));
    for (const absl::string_view line : absl::StrSplit(said, '\n', absl::SkipEmpty())) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      if (words[0] == "added") {
        ASSERT_EQ(words.size(), 3) << line;
        EXPECT_TRUE(added.emplace(words[2], words[1]).second) << line;
      } else {
        ASSERT_EQ(words[0], "ended") << line;
        ended.insert(words[1]);
      }
    }
  }
  ASSERT_GT(added.size(), kKills);
  ASSERT_GT(ended.size(), kKills);

  const absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(folder / "journal.db", {});
  ASSERT_TRUE(journal.ok()) << journal.status();
  std::map<std::string, std::string> stored;
  const absl::StatusOr<SubmissionPage> all =
      (*journal)->List({.limit = 10'000'000, .max_scanned = 10'000'000});
  ASSERT_TRUE(all.ok()) << all.status();
  for (const v1::Submission& submission : all->submissions) {
    EXPECT_TRUE(stored.emplace(submission.client_token(), submission.id()).second)
        << submission.client_token() << " is there twice";
  }
  std::set<std::string> ids;
  for (const auto& [token, id] : added) {
    EXPECT_TRUE(ids.insert(id).second) << id << " was given twice";
    ASSERT_EQ(stored.count(token), 1) << token << " is lost";
    EXPECT_EQ(stored[token], id);
    EXPECT_EQ((*journal)->Request(id)->client_token(), token);
  }
  for (const std::string& id : ended) {
    EXPECT_EQ((*journal)->Get(id)->judgement().message(), id);
    EXPECT_TRUE((*journal)->Events(id).ok()) << id;
  }
  // Every other one is to be judged again, in order, as often as there was a start after it.
  const absl::StatusOr<std::vector<v1::Submission>> unfinished = (*journal)->Recover();
  ASSERT_TRUE(unfinished.ok()) << unfinished.status();
  std::set<std::string> to_judge;
  std::string last;
  for (const v1::Submission& one : *unfinished) {
    EXPECT_GT(one.id(), last);
    last = one.id();
    to_judge.insert(last);
    const std::vector<std::string> token = absl::StrSplit(one.client_token(), '-');
    int round = 0;
    ASSERT_TRUE(absl::SimpleAtoi(token[0].substr(strlen("round")), &round));
    EXPECT_EQ(one.attempt(), 1 + kKills - round);
  }
  for (const auto& [token, id] : added) {
    // One that ended without having been heard of need not be judged again.
    EXPECT_NE((*journal)->Get(id)->has_end_time(), to_judge.count(id) > 0) << id;
  }
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  if (argc == 4 && absl::string_view(argv[1]) == "--writer") {
    return assay::judge::RunWriter(argv[2], argv[3]);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
