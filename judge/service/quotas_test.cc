#include "judge/service/quotas.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"

namespace assay::judge {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'000'000);

Caller Client(const Quota& quota, const std::string& name = "a") {
  return {.client = name, .role = Role::kSubmit, .quota = quota};
}

// The reason of the refusal; empty when it was admitted.
std::string Try(Quotas& quotas, const Caller& caller, absl::Duration since_start) {
  const absl::Status status = quotas.Admit(caller, kStart + since_start);
  EXPECT_EQ(status.ok(), ReasonOf(status).empty()) << status;
  EXPECT_EQ(status.ok(), !RetryDelayOf(status).has_value()) << status;
  EXPECT_TRUE(status.ok() || absl::IsResourceExhausted(status)) << status;
  return ReasonOf(status);
}

TEST(QuotasTest, LetsEverythingInWithoutAQuota) {
  Quotas quotas;
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Try(quotas, Client({}), absl::ZeroDuration()), "");
}

TEST(QuotasTest, BoundsWhatIsInFlight) {
  Quotas quotas;
  const Caller client = Client({.max_in_flight = 2});
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "");
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "");
  EXPECT_EQ(Try(quotas, client, absl::Hours(1)), "QUOTA_IN_FLIGHT");
  EXPECT_EQ(Try(quotas, Client({.max_in_flight = 2}, "b"), absl::Hours(1)), "");
  quotas.Finish("a");
  EXPECT_EQ(Try(quotas, client, absl::Hours(1)), "");
  EXPECT_EQ(Try(quotas, client, absl::Hours(1)), "QUOTA_IN_FLIGHT");
  // More ends than beginnings open no further places.
  for (int i = 0; i < 10; ++i) quotas.Finish("a");
  quotas.Finish("nobody");
  EXPECT_EQ(Try(quotas, client, absl::Hours(1)), "");
  EXPECT_EQ(Try(quotas, client, absl::Hours(1)), "");
  EXPECT_EQ(Try(quotas, client, absl::Hours(1)), "QUOTA_IN_FLIGHT");
}

TEST(QuotasTest, CountsWhatWasInFlightBeforeARestart) {
  Quotas quotas;
  quotas.Readmit("a");
  quotas.Readmit("a");
  EXPECT_EQ(Try(quotas, Client({.max_in_flight = 2}), absl::ZeroDuration()), "QUOTA_IN_FLIGHT");
  quotas.Finish("a");
  EXPECT_EQ(Try(quotas, Client({.max_in_flight = 2}), absl::ZeroDuration()), "");
}

TEST(QuotasTest, BoundsTheRate) {
  const Quota quota = {.submissions_per_second = 2, .burst = 3};
  const struct {
    int64_t at_ms;
    std::string reason;
  } steps[] = {
      {0, ""},
      {0, ""},
      {0, ""},
      {0, "QUOTA_RATE"},
      {499, "QUOTA_RATE"},
      {500, ""},
      {500, "QUOTA_RATE"},
      {1500, ""},
      {1500, ""},
      {1500, "QUOTA_RATE"},
      {60'000, ""},
      {60'000, ""},
      {60'000, ""},
      {60'000, "QUOTA_RATE"},
      // A clock that goes back brings nothing, and takes nothing.
      {0, "QUOTA_RATE"},
      {60'499, "QUOTA_RATE"},
      {60'500, ""},
  };
  Quotas quotas;
  for (const auto& [at_ms, reason] : steps) {
    EXPECT_EQ(Try(quotas, Client(quota), absl::Milliseconds(at_ms)), reason) << at_ms;
  }
}

TEST(QuotasTest, AdmitsWhoComesWhenTold) {
  for (const double rate : {0.001, 0.3, 7.0, 12345.0}) {
    Quotas quotas;
    const Caller client = Client({.submissions_per_second = rate, .burst = 1});
    absl::Time now = kStart;
    ASSERT_TRUE(quotas.Admit(client, now).ok());
    for (int i = 0; i < 20; ++i) {
      const absl::Status status = quotas.Admit(client, now);
      ASSERT_FALSE(status.ok());
      now += *RetryDelayOf(status);
      EXPECT_TRUE(quotas.Admit(client, now).ok()) << rate;
    }
  }
}

TEST(QuotasTest, ChargesCpuTime) {
  Quotas quotas;
  // A second of cpu time comes back in two.
  const Caller client = Client({.cpu_seconds_per_minute = 30});
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "");
  quotas.Charge("a", absl::Seconds(30), kStart);
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "");
  quotas.Charge("a", absl::Seconds(10), kStart);
  const absl::Status status = quotas.Admit(client, kStart);
  EXPECT_EQ(ReasonOf(status), "QUOTA_CPU");
  EXPECT_EQ(absl::Trunc(*RetryDelayOf(status), absl::Seconds(1)), absl::Seconds(20));
  EXPECT_EQ(Try(quotas, client, absl::Seconds(19)), "QUOTA_CPU");
  EXPECT_EQ(Try(quotas, client, absl::Seconds(20)), "");
  // The debt is bounded.
  quotas.Charge("a", absl::InfiniteDuration(), kStart + absl::Seconds(20));
  EXPECT_EQ(Try(quotas, client, absl::Minutes(10)), "QUOTA_CPU");
  EXPECT_EQ(Try(quotas, client, absl::Minutes(11)), "");
  quotas.Charge("nobody", absl::Seconds(1), kStart);
  EXPECT_EQ(quotas.client_count(), 1);
}

TEST(QuotasTest, RefusesWithoutUsingAnything) {
  Quotas quotas;
  const Caller client = Client({.max_in_flight = 1, .submissions_per_second = 1, .burst = 2});
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "QUOTA_IN_FLIGHT");
  }
  quotas.Finish("a");
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "");
  quotas.Finish("a");
  EXPECT_EQ(Try(quotas, client, absl::ZeroDuration()), "QUOTA_RATE");
}

TEST(QuotasTest, TakesANewQuotaAtOnceAndKeepsTheDebt) {
  Quotas quotas;
  const Caller before = Client({.submissions_per_second = 1, .cpu_seconds_per_minute = 60});
  EXPECT_EQ(Try(quotas, before, absl::ZeroDuration()), "");
  EXPECT_EQ(Try(quotas, before, absl::ZeroDuration()), "QUOTA_RATE");
  Caller after = Client({.submissions_per_second = 1, .burst = 2, .cpu_seconds_per_minute = 60});
  EXPECT_EQ(Try(quotas, after, absl::ZeroDuration()), "");
  EXPECT_EQ(Try(quotas, after, absl::ZeroDuration()), "");
  EXPECT_EQ(Try(quotas, after, absl::ZeroDuration()), "QUOTA_RATE");
  quotas.Charge("a", absl::Seconds(600), kStart);
  after.quota.cpu_seconds_per_minute = 61;
  EXPECT_EQ(Try(quotas, after, absl::ZeroDuration()), "QUOTA_CPU");
}

TEST(QuotasTest, RemembersABoundedNumberOfClients) {
  Quotas quotas(10);
  const Quota quota = {.submissions_per_second = 1, .burst = 1};
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Try(quotas, Client(quota, absl::StrCat("c", i)), absl::ZeroDuration()), "");
  }
  EXPECT_EQ(Try(quotas, Client(quota, "late"), absl::ZeroDuration()), "TOO_MANY_CLIENTS");
  for (int i = 1; i < 10; ++i) quotas.Finish(absl::StrCat("c", i));
  // They have ended, but forgetting them now would give them what they have used.
  EXPECT_EQ(Try(quotas, Client(quota, "late"), absl::ZeroDuration()), "TOO_MANY_CLIENTS");
  EXPECT_EQ(Try(quotas, Client(quota, "late"), absl::Seconds(2)), "");
  EXPECT_EQ(quotas.client_count(), 2);
}

TEST(QuotasTest, IsThreadSafe) {
  Quotas quotas;
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        if (!quotas.Admit(Client({.max_in_flight = 3}), kStart).ok()) continue;
        EXPECT_LE(++admitted, 3);
        quotas.Charge("a", absl::Seconds(1), kStart);
        --admitted;
        quotas.Finish("a");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Try(quotas, Client({.max_in_flight = 1}), absl::ZeroDuration()), "");
}

}  // namespace
}  // namespace assay::judge
