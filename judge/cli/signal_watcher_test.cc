#include "judge/cli/signal_watcher.h"

#include <signal.h>
#include <unistd.h>

#include <memory>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(SignalWatcherTest, CallsOnceAndSaysWhich) {
  absl::Notification called;
  const auto watcher = SignalWatcher::Create([&] { called.Notify(); });
  ASSERT_TRUE(watcher.ok()) << watcher.status();
  EXPECT_EQ((*watcher)->signal(), 0);
  ASSERT_EQ(kill(getpid(), SIGTERM), 0);
  called.WaitForNotification();
  EXPECT_EQ((*watcher)->signal(), SIGTERM);
}

TEST(SignalWatcherTest, EndsWithoutASignal) {
  const auto watcher = SignalWatcher::Create([] { FAIL(); });
  ASSERT_TRUE(watcher.ok()) << watcher.status();
}

TEST(SignalWatcherTest, ASecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        const auto watcher = SignalWatcher::Create([] {});
        kill(getpid(), SIGINT);
        while ((*watcher)->signal() == 0) usleep(1000);
        kill(getpid(), SIGTERM);
        pause();
      },
      testing::ExitedWithCode(128 + SIGTERM), "");
}

TEST(SignalWatcherTest, ABrokenPipeIsAnError) {
  const auto watcher = SignalWatcher::Create([] {});
  ASSERT_TRUE(watcher.ok()) << watcher.status();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

}  // namespace
}  // namespace assay::judge
