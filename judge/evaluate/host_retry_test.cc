#include "judge/evaluate/host_retry.h"

#include <cerrno>
#include <thread>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

constexpr HostRetry kFast = {.max_retries = 3, .first_pause = absl::Microseconds(10)};

// An attempt that fails with `status` the first `failures` times.
auto FailsFirst(int failures, absl::Status status, int* calls) {
  return [=]() -> absl::StatusOr<int> {
    if (++*calls <= failures) return status;
    return 7;
  };
}

TEST(HostRetryTest, WhatPassesDoesNotCount) {
  for (const int error : {EMFILE, ENFILE, ENOSPC, ENOMEM, EAGAIN}) {
    Cancellation never;
    int calls = 0;
    const absl::StatusOr<int> result =
        RetryTransient(kFast, never, FailsFirst(2, ErrnoStatus(error, "open x"), &calls));
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(*result, 7);
    EXPECT_EQ(calls, 3);
  }
}

TEST(HostRetryTest, WhatStaysIsToldWithTheNumberOfAttempts) {
  Cancellation never;
  int calls = 0;
  const absl::StatusOr<int> result =
      RetryTransient(kFast, never, FailsFirst(100, ErrnoStatus(ENOSPC, "write x"), &calls));
  EXPECT_EQ(calls, 4);
  EXPECT_TRUE(absl::IsResourceExhausted(result.status())) << result.status();
  EXPECT_TRUE(absl::StrContains(result.status().message(), "after 4 attempts: write x"))
      << result.status();
}

TEST(HostRetryTest, OtherFailuresAreFinal) {
  for (const absl::Status& status :
       {absl::AbortedError("a"), absl::InternalError("b"), absl::NotFoundError("c"),
        ErrnoStatus(EACCES, "open x"), absl::InvalidArgumentError("d")}) {
    Cancellation never;
    int calls = 0;
    EXPECT_EQ(RetryTransient(kFast, never, FailsFirst(100, status, &calls)).status(), status);
    EXPECT_EQ(calls, 1);
  }
}

TEST(HostRetryTest, WithoutRetriesTheFailureIsAsItWas) {
  Cancellation never;
  int calls = 0;
  const absl::Status status = ErrnoStatus(EMFILE, "open x");
  EXPECT_EQ(RetryTransient({}, never, FailsFirst(100, status, &calls)).status(), status);
  EXPECT_EQ(calls, 1);
}

TEST(HostRetryTest, CancellingEndsThePause) {
  Cancellation cancellation;
  int calls = 0;
  std::thread canceller([&] { cancellation.Cancel(); });
  const absl::StatusOr<int> result =
      RetryTransient({.max_retries = 1000, .first_pause = absl::Hours(1)}, cancellation,
                     FailsFirst(100, absl::UnavailableError("x"), &calls));
  canceller.join();
  EXPECT_TRUE(absl::IsAborted(result.status())) << result.status();
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace assay::judge
