#include "judge/service/event_log.h"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;

SubmitEvent Started(int index) {
  SubmitEvent event;
  event.mutable_test_started()->set_index(index);
  return event;
}

void Accept(EventLog& log) {
  SubmitEvent last = log.Stamped();
  last.mutable_judgement()->set_verdict(::judge::v1::VERDICT_ACCEPTED);
  log.EndWith(std::move(last));
}

void Unexpected() { ADD_FAILURE() << "woken"; }

TEST(EventLogTest, NumbersAndKeepsEvents) {
  EventLog log("s1", 3);
  log.Append(Started(7));
  log.Append(Started(8));
  Accept(log);
  for (int i = 0; i < 3; ++i) {
    const EventLog::Next next = log.Read(i, Unexpected);
    ASSERT_NE(next.event, nullptr);
    EXPECT_EQ(next.event->submission_id(), "s1");
    EXPECT_EQ(next.event->attempt(), 3);
    EXPECT_EQ(next.event->sequence(), i + 1);
    EXPECT_TRUE(next.event->has_time());
  }
  EXPECT_EQ(log.Read(2, Unexpected).event->judgement().verdict(), ::judge::v1::VERDICT_ACCEPTED);
  EXPECT_EQ(log.Read(3, Unexpected).end, absl::OkStatus());
  // Whoever says to have seen more than there is.
  EXPECT_EQ(log.Read(1000, Unexpected).end, absl::OkStatus());
}

TEST(EventLogTest, NothingFollowsTheEnd) {
  EventLog log("s1", 1);
  log.End(absl::CancelledError("no"));
  log.Append(Started(1));
  Accept(log);
  log.End(absl::InternalError("late"));
  const EventLog::Next next = log.Read(0, Unexpected);
  EXPECT_EQ(next.event, nullptr);
  EXPECT_EQ(next.end, absl::CancelledError("no"));
}

TEST(EventLogTest, WakesOnceWhenThereIsMore) {
  EventLog log("s1", 1);
  int woken = 0;
  const EventLog::Next next = log.Read(0, [&] { ++woken; });
  EXPECT_EQ(next.event, nullptr);
  EXPECT_FALSE(next.end.has_value());
  EXPECT_NE(next.waiter, 0);
  EXPECT_EQ(woken, 0);
  log.Append(Started(1));
  log.Append(Started(2));
  EXPECT_EQ(woken, 1);
  log.Read(2, [&] { ++woken; });
  log.End(absl::AbortedError("over"));
  EXPECT_EQ(woken, 2);
}

TEST(EventLogTest, ForgetsAReaderThatHasGone) {
  EventLog log("s1", 1);
  const EventLog::Next next = log.Read(0, Unexpected);
  log.Forget(next.waiter);
  log.Forget(next.waiter);
  log.Append(Started(1));
}

TEST(EventLogTest, TellsOfTheEnd) {
  EventLog log("s1", 1);
  std::vector<std::string> told;
  const auto tell = [&](const absl::Status& end, const Judgement& judgement) {
    told.push_back(absl::StrCat(end.ToString(), " ", judgement.verdict()));
  };
  log.OnEnd(tell);
  log.Append(Started(1));
  EXPECT_TRUE(told.empty());
  Accept(log);
  log.OnEnd(tell);
  EXPECT_EQ(told, (std::vector<std::string>{"OK 1", "OK 1"}));
}

TEST(EventLogTest, TakesUpTheEventsOfOneThatHasEnded) {
  EventLog first("s1", 2);
  first.Append(Started(1));
  EventLog second("s1", 2, first.Events());
  Accept(second);
  EXPECT_EQ(second.Read(0, Unexpected).event->sequence(), 1);
  EXPECT_EQ(second.Read(1, Unexpected).event->sequence(), 2);
}

TEST(EventLogTest, ReadersAndWriterAtOnce) {
  constexpr int kEvents = 2000;
  EventLog log("s1", 1);
  const auto read_all = [&] {
    for (int i = 0; i < kEvents; ++i) {
      while (true) {
        absl::Notification more;
        const EventLog::Next next = log.Read(i, [&] { more.Notify(); });
        if (next.event != nullptr) {
          EXPECT_EQ(next.event->test_started().index(), i);
          break;
        }
        more.WaitForNotification();
      }
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read_all);
  for (int i = 0; i < kEvents; ++i) log.Append(Started(i));
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace assay::judge
