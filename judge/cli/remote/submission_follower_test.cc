#include "judge/cli/remote/submission_follower.h"

#include <deque>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

using ::judge::v1::SubmitEvent;

SubmitEvent Event(int attempt, int64_t sequence) {
  SubmitEvent event;
  event.set_submission_id("s1");
  event.set_attempt(attempt);
  event.set_sequence(sequence);
  event.mutable_compile_started();
  return event;
}

SubmitEvent Last(int attempt, int64_t sequence) {
  SubmitEvent event = Event(attempt, sequence);
  event.mutable_judgement()->set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  return event;
}

// A server that has streams prepared.
struct Script {
  struct Stream {
    std::vector<SubmitEvent> events;
    absl::Status end;
  };
  std::deque<Stream> streams = {};
  absl::Duration retry_for = absl::Seconds(30);
  // Interrupted at this wait, from 1; 0: never.
  int interrupted_at = 0;

  std::vector<EventPlace> asked = {};
  std::vector<absl::Duration> waits = {};
  int events = 0;
  int restarts = 0;
  EventPlace place = {};

  absl::StatusOr<::judge::v1::Judgement> Follow() {
    return FollowSubmission(
        {.stream =
             [this](const EventPlace& after, const FollowerParts::EventFunction& hand_over) {
               asked.push_back(after);
               if (streams.empty()) return absl::UnavailableError("gone");
               const Stream stream = std::move(streams.front());
               streams.pop_front();
               for (const SubmitEvent& event : stream.events) hand_over(event);
               return stream.end;
             },
         .on_event = [this](const SubmitEvent&) { ++events; },
         .on_restart = [this] { ++restarts; },
         .wait =
             [this](absl::Duration pause) {
               waits.push_back(pause);
               return static_cast<int>(waits.size()) != interrupted_at;
             },
         .retry_for = retry_for},
        &place);
  }
};

const absl::Status kOk = absl::OkStatus();
const absl::Status kBroken = absl::UnavailableError("socket closed");

TEST(SubmissionFollowerTest, OneStream) {
  Script script{.streams = {{{Event(1, 1), Last(1, 2)}, kOk}}};
  const auto judgement = script.Follow();
  ASSERT_TRUE(judgement.ok()) << judgement.status();
  EXPECT_EQ(judgement->verdict(), ::judge::v1::VERDICT_WRONG_ANSWER);
  EXPECT_EQ(script.events, 2);
  EXPECT_EQ(script.restarts, 0);
  EXPECT_TRUE(script.waits.empty());
}

TEST(SubmissionFollowerTest, ResumesAfterWhatItHasSeen) {
  Script script{.streams = {{{}, kBroken},
                            {{Event(1, 1), Event(1, 2)}, kBroken},
                            {{}, absl::InternalError("RST_STREAM")},
                            {{Last(1, 3)}, kOk}}};
  ASSERT_TRUE(script.Follow().ok());
  ASSERT_EQ(script.asked.size(), 4u);
  EXPECT_EQ(script.asked[1].submission_id, "");
  EXPECT_EQ(script.asked[2].submission_id, "s1");
  EXPECT_EQ(script.asked[2].attempt, 1);
  EXPECT_EQ(script.asked[2].sequence, 2);
  EXPECT_EQ(script.asked[3].sequence, 2);
  EXPECT_EQ(script.restarts, 0);
}

TEST(SubmissionFollowerTest, TellsThatAnotherAttemptBegins) {
  Script script{.streams = {{{Event(1, 1), Event(1, 2)}, kBroken},
                            {{Event(2, 1), Event(2, 2)}, kBroken},
                            {{Last(2, 3)}, kOk}}};
  ASSERT_TRUE(script.Follow().ok());
  EXPECT_EQ(script.restarts, 1);
  EXPECT_EQ(script.asked[2].attempt, 2);
}

TEST(SubmissionFollowerTest, AJudgementCountsHoweverTheStreamEnds) {
  Script script{.streams = {{{Last(1, 1)}, kBroken}}};
  EXPECT_TRUE(script.Follow().ok());
}

TEST(SubmissionFollowerTest, GivesUpWhereAnotherTryCannotHelp) {
  for (const absl::Status& end :
       {absl::InvalidArgumentError("x"), absl::NotFoundError("x"), absl::CancelledError("x"),
        absl::ResourceExhaustedError("too large a message"), absl::InternalError("no submission"),
        absl::UnauthenticatedError("x"), absl::DeadlineExceededError("x")}) {
    Script script{.streams = {{{}, end}, {{Last(1, 1)}, kOk}}};
    EXPECT_EQ(script.Follow().status(), end);
    EXPECT_TRUE(script.waits.empty());
  }
  const absl::Status host = WithReason(absl::InternalError("disk"), "HOST");
  Script script{.streams = {{{Event(1, 1)}, host}, {{Last(1, 2)}, kOk}}};
  EXPECT_EQ(script.Follow().status().code(), absl::StatusCode::kInternal);
  Script silent{.streams = {{{Event(1, 1)}, kOk}}};
  EXPECT_EQ(silent.Follow().status().code(), absl::StatusCode::kInternal);
}

TEST(SubmissionFollowerTest, WaitsAsLongAsTheServerSays) {
  const absl::Status full = WithRetry(absl::ResourceExhaustedError("full"), absl::Seconds(4));
  Script script{.streams = {{{}, full}, {{}, kBroken}, {{Last(1, 1)}, kOk}}};
  EXPECT_TRUE(script.Follow().ok());
  EXPECT_EQ(script.waits, (std::vector{absl::Seconds(4), absl::Milliseconds(200)}));
  Script impatient{.streams = {{{}, full}, {{Last(1, 1)}, kOk}}, .retry_for = absl::Seconds(3)};
  EXPECT_EQ(impatient.Follow().status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(impatient.waits.empty());
}

TEST(SubmissionFollowerTest, GivesUpInTime) {
  Script script;
  EXPECT_EQ(script.Follow().status().code(), absl::StatusCode::kUnavailable);
  absl::Duration total;
  for (const absl::Duration wait : script.waits) {
    EXPECT_LE(wait, absl::Seconds(5));
    total += wait;
  }
  EXPECT_LE(total, absl::Seconds(30));
  EXPECT_GE(total, absl::Seconds(20));
  Script never{.retry_for = absl::ZeroDuration()};
  EXPECT_FALSE(never.Follow().ok());
  EXPECT_TRUE(never.waits.empty());
}

TEST(SubmissionFollowerTest, InterruptionEndsTheWait) {
  Script script{.interrupted_at = 2};
  EXPECT_EQ(script.Follow().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(script.waits.size(), 2u);
}

}  // namespace
}  // namespace assay::judge
