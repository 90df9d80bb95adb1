#include "judge/evaluate/work_queue.h"

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

Work MakeWork(WorkPriority priority, std::string client, int64_t order) {
  return {.priority = priority, .client = std::move(client), .order = order, .run = [](int) {}};
}

// Takes `count` pieces of work, each of which is busy for `busy`, and says whose they were.
std::string TakeAll(WorkQueue& queue, int count, absl::Duration busy = absl::Seconds(1)) {
  std::vector<std::string> taken;
  for (int i = 0; i < count; ++i) {
    const std::optional<WorkQueue::Taken> next = queue.Take();
    taken.push_back(absl::StrCat(next->work.client, next->work.order));
    queue.Done(next->ticket, busy);
  }
  return absl::StrJoin(taken, " ");
}

TEST(WorkQueueTest, AHigherPriorityGoesFirst) {
  WorkQueue queue;
  queue.Add(MakeWork(WorkPriority::kRejudge, "r", 1));
  queue.Add(MakeWork(WorkPriority::kBatch, "b", 2));
  queue.Add(MakeWork(WorkPriority::kInteractive, "i", 3));
  EXPECT_EQ(queue.Depths(), (std::array<int64_t, 3>{1, 1, 1}));
  EXPECT_EQ(TakeAll(queue, 3), "i3 b2 r1");
  EXPECT_EQ(queue.Depths(), (std::array<int64_t, 3>{0, 0, 0}));
}

TEST(WorkQueueTest, NoPriorityStarves) {
  WorkQueue queue;
  for (int i = 0; i < 100; ++i) queue.Add(MakeWork(WorkPriority::kInteractive, "i", i));
  for (int i = 0; i < 100; ++i) queue.Add(MakeWork(WorkPriority::kRejudge, "r", i));
  int rejudged = 0;
  for (int i = 0; i < 50; ++i) {
    const std::optional<WorkQueue::Taken> next = queue.Take();
    rejudged += next->work.client == "r" ? 1 : 0;
    queue.Done(next->ticket, absl::Seconds(1));
  }
  EXPECT_EQ(rejudged, 50 / WorkQueue::kLowerShare);
}

TEST(WorkQueueTest, ClientsShareByTheTimeTheyHad) {
  WorkQueue queue;
  for (int i = 0; i < 10; ++i) queue.Add(MakeWork(WorkPriority::kBatch, "slow", i));
  for (int i = 0; i < 10; ++i) queue.Add(MakeWork(WorkPriority::kBatch, "x", i));
  int slow = 0;
  for (int i = 0; i < 9; ++i) {
    const std::optional<WorkQueue::Taken> next = queue.Take();
    const bool is_slow = next->work.client == "slow";
    slow += is_slow ? 1 : 0;
    queue.Done(next->ticket, is_slow ? absl::Seconds(8) : absl::Seconds(1));
  }
  EXPECT_EQ(slow, 1) << "of nine, the rest is the other client's";
}

TEST(WorkQueueTest, WorkThatIsNotDoneYetCounts) {
  WorkQueue queue;
  for (int i = 0; i < 4; ++i) queue.Add(MakeWork(WorkPriority::kBatch, "a", i));
  for (int i = 0; i < 4; ++i) queue.Add(MakeWork(WorkPriority::kBatch, "b", i));
  std::string clients;
  for (int i = 0; i < 4; ++i) clients += queue.Take()->work.client;
  EXPECT_EQ(clients, "abab");
}

TEST(WorkQueueTest, OneThatComesLaterGetsNoMoreThanItsShare) {
  WorkQueue queue;
  for (int i = 0; i < 20; ++i) queue.Add(MakeWork(WorkPriority::kBatch, "a", i));
  TakeAll(queue, 10);
  for (int i = 0; i < 10; ++i) queue.Add(MakeWork(WorkPriority::kBatch, "b", i));
  EXPECT_EQ(TakeAll(queue, 6), "a10 b0 a11 b1 a12 b2");
}

TEST(WorkQueueTest, WhatWasBegunGoesFirst) {
  WorkQueue queue;
  queue.Add(MakeWork(WorkPriority::kBatch, "a", 2));
  queue.Add(MakeWork(WorkPriority::kBatch, "a", 3));
  queue.Add(MakeWork(WorkPriority::kBatch, "a", 1));
  queue.Add(MakeWork(WorkPriority::kBatch, "a", 1));
  EXPECT_EQ(TakeAll(queue, 4), "a1 a1 a2 a3");
}

TEST(WorkQueueTest, RemovesWhatIsNoLongerWanted) {
  WorkQueue queue;
  for (const int order : {1, 2, 2, 3}) queue.Add(MakeWork(WorkPriority::kBatch, "a", order));
  queue.Add(MakeWork(WorkPriority::kBatch, "b", 2));
  EXPECT_EQ(queue.Remove(WorkPriority::kBatch, "a", 2), 2);
  EXPECT_EQ(queue.Remove(WorkPriority::kBatch, "nobody", 2), 0);
  EXPECT_EQ(queue.Remove(WorkPriority::kRejudge, "a", 1), 0);
  EXPECT_EQ(queue.Depths(), (std::array<int64_t, 3>{0, 3, 0}));
  EXPECT_EQ(TakeAll(queue, 3), "a1 b2 a3");
}

TEST(WorkQueueTest, CloseEndsWaiting) {
  WorkQueue queue;
  std::thread waiter([&] { EXPECT_FALSE(queue.Take().has_value()); });
  queue.Close();
  waiter.join();
  queue.Add(MakeWork(WorkPriority::kBatch, "late", 1));
  EXPECT_FALSE(queue.Take().has_value());
}

TEST(WorkQueueTest, TellsOfWhatIsDropped) {
  WorkQueue queue;
  int dropped = 0;
  const Work work = {.client = "a", .run = [](int) {}, .dropped = [&] { ++dropped; }};
  queue.Add(work);
  queue.Close();
  EXPECT_EQ(dropped, 1);
  queue.Add(work);
  EXPECT_EQ(dropped, 2);
}

TEST(WorkQueueTest, EveryPieceIsTakenOnce) {
  WorkQueue queue;
  constexpr int kPieces = 2000;
  std::atomic<int> runs = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (std::optional<WorkQueue::Taken> next = queue.Take()) {
        next->work.run(0);
        queue.Done(next->ticket, absl::Milliseconds(1));
        if (runs == kPieces) queue.Close();
      }
    });
  }
  for (int i = 0; i < kPieces; ++i) {
    queue.Add({.priority = static_cast<WorkPriority>(i % 3),
               .client = absl::StrCat(i % 7),
               .order = i,
               .run = [&](int) { ++runs; }});
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(runs, kPieces);
}

}  // namespace
}  // namespace assay::judge
