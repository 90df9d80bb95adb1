#include "judge/verify/cpu_work.h"

#include <atomic>
#include <map>
#include <set>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;

TEST(WorkOnCpus, DoesEverythingOnceAndACpuDoesOneThingAtATime) {
  absl::Mutex mutex;
  std::map<int, int> times;
  std::set<int> busy;
  const absl::Status status = WorkOnCpus({3, 5, 8}, 0, 1000, [&](int index, int cpu) {
    {
      const absl::MutexLock lock(&mutex);
      ++times[index];
      EXPECT_TRUE(busy.insert(cpu).second) << cpu;
    }
    const absl::MutexLock lock(&mutex);
    busy.erase(cpu);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(times.size(), 1000U);
  for (const auto& [index, count] : times) EXPECT_EQ(count, 1) << index;
}

TEST(WorkOnCpus, WorksOnAllCpusAtOnce) {
  absl::Barrier* const all = new absl::Barrier(3);
  absl::Mutex mutex;
  std::set<int> used;
  ASSERT_TRUE(WorkOnCpus({3, 5, 8}, 0, 3, [&](int, int cpu) {
                {
                  const absl::MutexLock lock(&mutex);
                  used.insert(cpu);
                }
                if (all->Block()) delete all;
                return absl::OkStatus();
              }).ok());
  EXPECT_THAT(used, ElementsAre(3, 5, 8));
}

TEST(WorkOnCpus, KeepsToTheJobs) {
  absl::Mutex mutex;
  std::set<int> used;
  ASSERT_TRUE(WorkOnCpus({3, 5, 8}, 1, 100, [&](int, int cpu) {
                const absl::MutexLock lock(&mutex);
                used.insert(cpu);
                return absl::OkStatus();
              }).ok());
  EXPECT_THAT(used, ElementsAre(3));
}

TEST(WorkOnCpus, BeginsNothingAfterAnError) {
  std::atomic<int> begun = 0;
  const absl::Status status = WorkOnCpus({3}, 0, 1000, [&](int index, int) {
    ++begun;
    return index == 4 ? absl::UnavailableError("no disk") : absl::OkStatus();
  });
  EXPECT_EQ(status, absl::UnavailableError("no disk"));
  EXPECT_EQ(begun, 5);
}

TEST(WorkOnCpus, HasNothingToDo) {
  EXPECT_TRUE(WorkOnCpus({3, 5}, 0, 0, [](int, int) { return absl::InternalError("x"); }).ok());
}

}  // namespace
}  // namespace assay::judge
