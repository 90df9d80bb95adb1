#include "judge/store/journal.h"

#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "judge/problem/temp_folder.h"
#include "judge/store/journal_for_test.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

class JournalTest : public testing::Test {
 protected:
  void Open(const JournalOptions& options = {}) {
    journal_.reset();
    absl::StatusOr<std::unique_ptr<Journal>> journal =
        Journal::Open(folder_ / "journal.db", options);
    ASSERT_TRUE(journal.ok()) << journal.status();
    journal_ = *std::move(journal);
  }

  std::string Add(const v1::Submission& submission, const v1::SubmitRequest& request) {
    const absl::StatusOr<Accepted> accepted = AddNow(*journal_, submission, request);
    EXPECT_TRUE(accepted.ok()) << accepted.status();
    return accepted.ok() ? accepted->id : "";
  }

  std::vector<std::string> List(const SubmissionFilter& filter) {
    const absl::StatusOr<SubmissionPage> found = journal_->List(filter);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> ids;
    for (const v1::Submission& submission : found->submissions) ids.push_back(submission.id());
    return ids;
  }

  const TempFolder folder_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(JournalTest, KeepsWhatItIsGiven) {
  Open();
  v1::Submission given = SubmissionOf("alice", "t1");
  given.set_rejudge_of("0000000000000001");
  const v1::SubmitRequest request = RequestOf(std::string("int main\0{}", 11), "t1");
  const absl::Time before = absl::Now();
  const std::string id = Add(given, request);
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    const absl::StatusOr<v1::Submission> stored = journal_->Get(id);
    ASSERT_TRUE(stored.ok()) << stored.status();
    EXPECT_EQ(stored->state(), v1::SUBMISSION_STATE_QUEUED);
    EXPECT_EQ(stored->attempt(), 1);
    EXPECT_GE(stored->create_time().seconds(), absl::ToUnixSeconds(before));
    EXPECT_FALSE(stored->has_end_time());
    v1::Submission expected = given;
    expected.set_id(id);
    expected.set_state(v1::SUBMISSION_STATE_QUEUED);
    expected.set_attempt(1);
    *expected.mutable_create_time() = stored->create_time();
    EXPECT_EQ(stored->SerializeAsString(), expected.SerializeAsString());
    EXPECT_EQ(journal_->Request(id)->SerializeAsString(), request.SerializeAsString());
    EXPECT_EQ(journal_->Events(id).status().code(), absl::StatusCode::kNotFound);
  }
  struct stat info = {};
  for (const char* const ending : {"", "-wal", "-shm", ".lock"}) {
    ASSERT_EQ(stat((folder_ / absl::StrCat("journal.db", ending)).c_str(), &info), 0) << ending;
    EXPECT_EQ(info.st_mode & 07777, 0600u) << ending;
  }
}

TEST_F(JournalTest, WhatIsNotThereIsNotFound) {
  Open();
  for (const std::string id : {"", "1", "0000000000000001", "-000000000000001", "99999999999999999",
                               "000000000000000a", "' OR 1=1 --", "\xff\n"}) {
    EXPECT_EQ(journal_->Get(id).status().code(), absl::StatusCode::kNotFound) << id;
    EXPECT_EQ(journal_->Request(id).status().code(), absl::StatusCode::kNotFound) << id;
    EXPECT_EQ(journal_->Events(id).status().code(), absl::StatusCode::kNotFound) << id;
    EXPECT_EQ(FinishNow(*journal_, EndOf(id, v1::VERDICT_ACCEPTED)).status().code(),
              absl::StatusCode::kNotFound)
        << id;
  }
}

TEST_F(JournalTest, ManyThreadsGetIdsInOrder) {
  Open();
  constexpr int kThreads = 8;
  constexpr int kAdds = 200;
  std::vector<std::vector<std::string>> ids(kThreads);
  absl::BlockingCounter done(kThreads * kAdds);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kAdds; ++i) {
        journal_->Add(SubmissionOf(absl::StrCat("client", t)), RequestOf(absl::StrCat(t, " ", i)),
                      [&, t](absl::StatusOr<Accepted> accepted) {
                        ids[t].push_back(accepted.ok() ? accepted->id : "");
                        done.DecrementCount();
                      });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done.Wait();
  std::set<std::string> all;
  for (int t = 0; t < kThreads; ++t) {
    ASSERT_EQ(ids[t].size(), kAdds);
    EXPECT_TRUE(std::is_sorted(ids[t].begin(), ids[t].end())) << t;
    all.insert(ids[t].begin(), ids[t].end());
    // Each id has the request that it was given for.
    for (int i = 0; i < kAdds; i += 50) {
      EXPECT_EQ(journal_->Request(ids[t][i])->files(0).contents(), absl::StrCat(t, " ", i));
    }
  }
  EXPECT_EQ(all.size(), kThreads * kAdds);
  EXPECT_EQ(all.count(""), 0);
}

TEST_F(JournalTest, IdsAreNotUsedAgain) {
  Open({.retention = absl::ZeroDuration()});
  const std::string first = Add(SubmissionOf("a"), RequestOf("1"));
  ASSERT_TRUE(FinishNow(*journal_, EndOf(first, v1::VERDICT_ACCEPTED)).ok());
  ASSERT_TRUE(journal_->RemoveExpired().ok());
  EXPECT_EQ(journal_->Get(first).status().code(), absl::StatusCode::kNotFound);
  Open();
  EXPECT_GT(Add(SubmissionOf("a"), RequestOf("1")), first);
}

TEST_F(JournalTest, ATokenIsOneSubmission) {
  Open();
  const std::string id = Add(SubmissionOf("alice", "t"), RequestOf("x", "t"));
  const struct {
    const char* what;
    v1::Submission submission;
    v1::SubmitRequest request;
    absl::StatusCode code;
    bool repeated;
  } cases[] = {
      {"again", SubmissionOf("alice", "t"), RequestOf("x", "t"), absl::StatusCode::kOk, true},
      {"other source", SubmissionOf("alice", "t"), RequestOf("y", "t"),
       absl::StatusCode::kAlreadyExists, false},
      {"other client", SubmissionOf("bob", "t"), RequestOf("x", "t"), absl::StatusCode::kOk, false},
      {"other token", SubmissionOf("alice", "u"), RequestOf("x", "u"), absl::StatusCode::kOk,
       false},
      {"no token", SubmissionOf("alice"), RequestOf("x"), absl::StatusCode::kOk, false},
      {"no token again", SubmissionOf("alice"), RequestOf("x"), absl::StatusCode::kOk, false},
  };
  std::set<std::string> others;
  for (const auto& c : cases) {
    const absl::StatusOr<Accepted> answer = AddNow(*journal_, c.submission, c.request);
    ASSERT_EQ(answer.status().code(), c.code) << c.what << ": " << answer.status();
    if (!answer.ok()) continue;
    EXPECT_EQ(answer->repeated, c.repeated) << c.what;
    if (c.repeated) {
      EXPECT_EQ(answer->id, id) << c.what;
    } else {
      EXPECT_TRUE(others.insert(answer->id).second) << c.what;
    }
  }
  EXPECT_EQ(others.count(id), 0);
  // Also when it has ended, and after a restart.
  ASSERT_TRUE(FinishNow(*journal_, EndOf(id, v1::VERDICT_ACCEPTED)).ok());
  Open();
  const absl::StatusOr<Accepted> late =
      AddNow(*journal_, SubmissionOf("alice", "t"), RequestOf("x", "t"));
  EXPECT_TRUE(late.ok() && late->repeated && late->id == id) << late.status();
}

TEST_F(JournalTest, ATokenRacesWithItself) {
  Open();
  constexpr int kThreads = 8;
  constexpr int kTokens = 50;
  absl::Mutex mutex;
  std::set<std::string> ids;
  int first = 0;
  absl::BlockingCounter done(kThreads * kTokens);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kTokens; ++i) {
        const std::string token = absl::StrCat("token", i);
        journal_->Add(SubmissionOf("a", token), RequestOf("x", token),
                      [&](absl::StatusOr<Accepted> accepted) {
                        {
                          absl::MutexLock lock(&mutex);
                          ids.insert(accepted.ok() ? accepted->id : accepted.status().ToString());
                          if (accepted.ok() && !accepted->repeated) ++first;
                        }
                        done.DecrementCount();
                      });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  done.Wait();
  EXPECT_EQ(ids.size(), kTokens);
  EXPECT_EQ(first, kTokens);
  EXPECT_EQ(List({.limit = 1000}).size(), kTokens);
}

TEST_F(JournalTest, TheFirstEndCounts) {
  Open();
  const std::string id = Add(SubmissionOf("a"), RequestOf("x"));
  v1::SubmitEvent event;
  event.set_submission_id(id);
  event.set_sequence(1);
  event.mutable_queued()->set_position(7);
  v1::SubmitEvent last;
  *last.mutable_judgement() = EndOf(id, v1::VERDICT_WRONG_ANSWER, "first").judgement();
  EXPECT_EQ(FinishNow(*journal_, EndOf(id, v1::VERDICT_WRONG_ANSWER, "first"), {event, last}),
            absl::StatusOr<bool>(true));
  EXPECT_EQ(FinishNow(*journal_, EndOf(id, v1::VERDICT_ACCEPTED, "second"), {}),
            absl::StatusOr<bool>(false));
  v1::Submission running;
  running.set_id(id);
  running.set_state(v1::SUBMISSION_STATE_RUNNING);
  EXPECT_EQ(FinishNow(*journal_, running).status().code(), absl::StatusCode::kInvalidArgument);
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    const v1::Submission ended = *journal_->Get(id);
    EXPECT_EQ(ended.state(), v1::SUBMISSION_STATE_FINISHED);
    EXPECT_EQ(ended.judgement().verdict(), v1::VERDICT_WRONG_ANSWER);
    EXPECT_EQ(ended.judgement().message(), "first");
    EXPECT_EQ(ended.client(), "a");
    EXPECT_GE(ended.end_time().seconds(), ended.create_time().seconds());
    const std::vector<v1::SubmitEvent> events = *journal_->Events(id);
    ASSERT_EQ(events.size(), 2);
    EXPECT_EQ(events[0].SerializeAsString(), event.SerializeAsString());
    EXPECT_EQ(events[1].SerializeAsString(), last.SerializeAsString());
    EXPECT_EQ(journal_->Request(id)->files(0).contents(), "x");
    // A list has the verdict alone.
    EXPECT_EQ(journal_->List({})->submissions.at(0).judgement().verdict(),
              v1::VERDICT_WRONG_ANSWER);
    EXPECT_EQ(journal_->List({})->submissions.at(0).judgement().message(), "");
  }
}

TEST_F(JournalTest, OtherEnds) {
  Open();
  v1::Submission failed;
  failed.set_id(Add(SubmissionOf("a"), RequestOf("x")));
  failed.set_state(v1::SUBMISSION_STATE_FAILED);
  failed.mutable_error()->set_message("no cgroup");
  v1::Submission cancelled;
  cancelled.set_id(Add(SubmissionOf("a"), RequestOf("x")));
  cancelled.set_state(v1::SUBMISSION_STATE_CANCELLED);
  ASSERT_TRUE(FinishNow(*journal_, failed).ok());
  ASSERT_TRUE(FinishNow(*journal_, cancelled).ok());
  EXPECT_EQ(journal_->Get(failed.id())->error().message(), "no cgroup");
  EXPECT_EQ(journal_->List({})->submissions.at(1).error().message(), "no cgroup");
  EXPECT_FALSE(journal_->Get(failed.id())->has_judgement());
  EXPECT_EQ(journal_->Get(cancelled.id())->state(), v1::SUBMISSION_STATE_CANCELLED);
}

TEST_F(JournalTest, ListFilters) {
  Open();
  v1::Submission java = SubmissionOf("alice");
  java.set_language("java");
  v1::Submission other = SubmissionOf("bob");
  other.set_problem_id("floats");
  const std::string a = Add(SubmissionOf("alice"), RequestOf("1"));
  const std::string b = Add(java, RequestOf("2"));
  absl::SleepFor(absl::Milliseconds(2));
  const absl::Time middle = absl::Now();
  absl::SleepFor(absl::Milliseconds(2));
  const std::string c = Add(other, RequestOf("3"));
  const std::string d = Add(SubmissionOf("bob"), RequestOf("4"));
  ASSERT_TRUE(FinishNow(*journal_, EndOf(a, v1::VERDICT_ACCEPTED)).ok());
  ASSERT_TRUE(FinishNow(*journal_, EndOf(c, v1::VERDICT_WRONG_ANSWER)).ok());
  using Ids = std::vector<std::string>;
  const struct {
    SubmissionFilter filter;
    Ids expected;
  } cases[] = {
      {{}, {d, c, b, a}},
      {{.state = v1::SUBMISSION_STATE_QUEUED}, {d, b}},
      {{.state = v1::SUBMISSION_STATE_RUNNING}, {d, b}},
      {{.state = v1::SUBMISSION_STATE_FINISHED}, {c, a}},
      {{.state = v1::SUBMISSION_STATE_CANCELLED}, {}},
      {{.verdict = v1::VERDICT_WRONG_ANSWER}, {c}},
      {{.language = "java"}, {b}},
      {{.problem_id = "aplusb"}, {d, b, a}},
      {{.problem_id = "a"}, {}},
      {{.client = "alice"}, {b, a}},
      {{.client = "alice' OR '1'='1"}, {}},
      {{.created_after = middle}, {d, c}},
      {{.created_before = middle}, {b, a}},
      {{.created_after = middle, .created_before = middle}, {}},
      {{.created_after = absl::InfiniteFuture()}, {}},
      {{.created_after = absl::InfinitePast(), .created_before = absl::InfiniteFuture()},
       {d, c, b, a}},
      {{.before_id = c}, {b, a}},
      {{.before_id = "9999999999999999"}, {d, c, b, a}},
      {{.limit = 2}, {d, c}},
      {{.state = v1::SUBMISSION_STATE_FINISHED,
        .verdict = v1::VERDICT_ACCEPTED,
        .language = "cpp20",
        .problem_id = "aplusb",
        .client = "alice",
        .created_before = middle,
        .before_id = b,
        .limit = 1},
       {a}},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    EXPECT_EQ(List(cases[i].filter), cases[i].expected) << "case " << i;
  }
  const absl::Status no_id = journal_->List({.before_id = "x"}).status();
  EXPECT_EQ(no_id.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StartsWith(no_id.message(), "page_token: ")) << no_id;
  EXPECT_EQ(journal_->List({.limit = 0}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(JournalTest, PagesHaveEachOnce) {
  Open();
  std::vector<std::string> added;
  for (int i = 0; i < 25; ++i) {
    added.push_back(Add(SubmissionOf(i % 2 == 0 ? "a" : "b"), RequestOf(absl::StrCat(i))));
  }
  std::vector<std::string> paged;
  SubmissionFilter filter = {.limit = 4};
  for (std::vector<std::string> page = List(filter); !page.empty(); page = List(filter)) {
    EXPECT_LE(page.size(), 4);
    paged.insert(paged.end(), page.begin(), page.end());
    filter.before_id = page.back();
  }
  std::reverse(paged.begin(), paged.end());
  EXPECT_EQ(paged, added);
}

TEST_F(JournalTest, AListLooksAtSoManyRowsAndGoesOn) {
  Open();
  std::vector<std::string> wanted;
  for (int i = 0; i < 30; ++i) {
    v1::Submission submission = SubmissionOf(i % 2 == 0 ? "a" : "b");
    submission.set_language(i % 10 == 0 ? "rare" : "cpp20");
    submission.set_problem_id(i % 3 == 0 ? "p" : "q");
    const std::string id = Add(submission, RequestOf(absl::StrCat(i)));
    if (i % 10 == 0) wanted.insert(wanted.begin(), id);
  }
  const struct {
    SubmissionFilter filter;
    int most_pages;
  } cases[] = {
      {{.language = "rare", .max_scanned = 7}, 5},
      {{.language = "rare", .client = "a", .max_scanned = 7}, 3},
      {{.state = v1::SUBMISSION_STATE_QUEUED, .language = "rare", .max_scanned = 7}, 5},
      {{.language = "rare", .limit = 1, .max_scanned = 100}, 3},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    SubmissionFilter filter = cases[i].filter;
    std::vector<std::string> paged;
    int pages = 0;
    do {
      const absl::StatusOr<SubmissionPage> page = journal_->List(filter);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Submission& each : page->submissions) paged.push_back(each.id());
      filter.before_id = page->next_before_id;
      ++pages;
    } while (!filter.before_id.empty() && pages < 100);
    EXPECT_EQ(paged, wanted) << "case " << i;
    EXPECT_LE(pages, cases[i].most_pages) << "case " << i;
  }
  const absl::StatusOr<SubmissionPage> both =
      journal_->List({.problem_id = "p", .client = "a", .max_scanned = 10});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(both->submissions.size(), 5);
  EXPECT_EQ(both->next_before_id, "");
}

TEST_F(JournalTest, FindsWhatATokenWasUsedFor) {
  Open();
  const std::string id = Add(SubmissionOf("a", "t"), RequestOf("1", "t"));
  const absl::StatusOr<std::optional<std::string>> same =
      journal_->FindRepeated("a", RequestOf("1", "t"));
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(*same, id);
  EXPECT_EQ(journal_->FindRepeated("a", RequestOf("2", "t")).status().code(),
            absl::StatusCode::kAlreadyExists);
  for (const auto& [client, token] :
       {std::pair("b", "t"), std::pair("a", "u"), std::pair("a", "")}) {
    const absl::StatusOr<std::optional<std::string>> none =
        journal_->FindRepeated(client, RequestOf("1", token));
    ASSERT_TRUE(none.ok()) << none.status();
    EXPECT_EQ(*none, std::nullopt) << client << " " << token;
  }
}

TEST_F(JournalTest, RecoversWhatHadNotEnded) {
  Open();
  const std::string a = Add(SubmissionOf("a", "ta"), RequestOf("1", "ta"));
  const std::string b = Add(SubmissionOf("a"), RequestOf("2"));
  const std::string c = Add(SubmissionOf("a"), RequestOf("3"));
  ASSERT_TRUE(FinishNow(*journal_, EndOf(b, v1::VERDICT_ACCEPTED)).ok());
  for (int attempt = 2; attempt <= 4; ++attempt) {
    Open();
    const absl::StatusOr<std::vector<v1::Submission>> unfinished = journal_->Recover();
    ASSERT_TRUE(unfinished.ok()) << unfinished.status();
    ASSERT_EQ(unfinished->size(), 2);
    EXPECT_EQ(unfinished->at(0).id(), a);
    EXPECT_EQ(unfinished->at(1).id(), c);
    EXPECT_EQ(journal_->Request(a)->files(0).contents(), "1");
    EXPECT_EQ(unfinished->at(0).attempt(), attempt);
    EXPECT_EQ(unfinished->at(0).client_token(), "ta");
    EXPECT_EQ(journal_->Get(c)->attempt(), attempt);
    EXPECT_EQ(journal_->Get(b)->attempt(), 1);
  }
  ASSERT_TRUE(FinishNow(*journal_, EndOf(a, v1::VERDICT_ACCEPTED)).ok());
  EXPECT_EQ(journal_->Get(a)->attempt(), 4);
}

TEST_F(JournalTest, RetentionIsOfTheEnded) {
  Open({.retention = absl::Milliseconds(200)});
  const std::string old = Add(SubmissionOf("a", "t"), RequestOf("1", "t"));
  const std::string unfinished = Add(SubmissionOf("a"), RequestOf("2"));
  ASSERT_TRUE(FinishNow(*journal_, EndOf(old, v1::VERDICT_ACCEPTED)).ok());
  absl::SleepFor(absl::Milliseconds(250));
  const std::string young = Add(SubmissionOf("a"), RequestOf("3"));
  ASSERT_TRUE(FinishNow(*journal_, EndOf(young, v1::VERDICT_ACCEPTED)).ok());
  ASSERT_TRUE(journal_->RemoveExpired().ok());
  EXPECT_EQ(List({}), (std::vector<std::string>{young, unfinished}));
  EXPECT_EQ(journal_->Request(old).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(journal_->Events(old).status().code(), absl::StatusCode::kNotFound);
  // Its token is free.
  EXPECT_FALSE(AddNow(*journal_, SubmissionOf("a", "t"), RequestOf("other", "t"))->repeated);
}

TEST_F(JournalTest, WritesWhatIsQueuedBeforeItGoes) {
  Open();
  int answered = 0;
  for (int i = 0; i < 1000; ++i) {
    journal_->Add(SubmissionOf("a"), RequestOf("x"),
                  [&](absl::StatusOr<Accepted> accepted) { answered += accepted.ok() ? 1 : 0; });
  }
  journal_.reset();
  EXPECT_EQ(answered, 1000);
  Open();
  EXPECT_EQ(List({.limit = 2000}).size(), 1000);
}

TEST_F(JournalTest, OneProcessAtATime) {
  Open();
  const absl::Status second = Journal::Open(folder_ / "journal.db", {}).status();
  EXPECT_EQ(second.code(), absl::StatusCode::kFailedPrecondition) << second;
  EXPECT_TRUE(absl::StrContains(second.message(), "another process")) << second;
}

TEST(JournalOptionsTest, AreChecked) {
  const TempFolder folder;
  for (const JournalOptions& options :
       {JournalOptions{.max_bytes = 1 << 20}, JournalOptions{.min_free_bytes = -1},
        JournalOptions{.retention = -absl::Seconds(1)}}) {
    EXPECT_EQ(Journal::Open(folder / "journal.db", options).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(Journal::Open(folder / "no/such/folder/journal.db", {}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::judge
