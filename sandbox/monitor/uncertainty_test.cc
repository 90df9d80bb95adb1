#include "sandbox/monitor/uncertainty.h"

#include <utility>

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

Usage Used(absl::Duration user, absl::Duration system, TimeEvidence evidence = {},
           absl::Duration throttled = {}) {
  Usage usage;
  usage.user_time = user;
  usage.system_time = system;
  usage.throttled_time = throttled;
  usage.time_evidence = std::move(evidence);
  return usage;
}

TEST(CpuTimeUncertaintyTest, AddsUpWhatSpeaksOfNoise) {
  const absl::Duration start = absl::Milliseconds(1);
  const struct {
    const char* name;
    Usage usage;
    absl::Duration expected;
  } kCases[] = {
      {"nothing", Used({}, {}), start},
      {"user", Used(absl::Seconds(1), {}), absl::Milliseconds(5) + start},
      {"user and system", Used(absl::Milliseconds(600), absl::Milliseconds(400)),
       absl::Milliseconds(5) + start},
      {"evidence of a quiet host",
       Used({}, {},
            {.voluntary_switches = 1000,
             .involuntary_switches = 0,
             .major_faults = 7,
             .run_queue_delay = absl::Seconds(1),
             .steal = absl::ZeroDuration(),
             .outer_throttled_time = absl::ZeroDuration()}),
       start},
      {"switches", Used({}, {}, {.involuntary_switches = 100}), absl::Milliseconds(2) + start},
      {"steal", Used({}, {}, {.steal = absl::Milliseconds(30)}), absl::Milliseconds(30) + start},
      {"outer quota", Used({}, {}, {.outer_throttled_time = absl::Milliseconds(200)}),
       absl::Milliseconds(2) + start},
      {"own quota", Used({}, {}, {}, absl::Milliseconds(300)), absl::Milliseconds(3) + start},
      {"all",
       Used(absl::Seconds(2), {},
            {.involuntary_switches = 50,
             .steal = absl::Milliseconds(10),
             .outer_throttled_time = absl::Milliseconds(100)},
            absl::Milliseconds(100)),
       absl::Milliseconds(10 + 1 + 10 + 2) + start},
  };
  for (const auto& c : kCases) EXPECT_EQ(CpuTimeUncertainty(c.usage), c.expected) << c.name;
}

TEST(CpuTimeMarginTest, EndsWhereAQuietRunIsClearlyOver) {
  for (const absl::Duration limit : {absl::Milliseconds(1), absl::Milliseconds(500),
                                     absl::Seconds(1), absl::Seconds(10), absl::Hours(1)}) {
    const absl::Duration margin = CpuTimeMargin(limit);
    EXPECT_GT(margin, CpuTimeUncertainty(Used(limit + margin, {}))) << limit;
    EXPECT_LT(margin, CpuTimeUncertainty(Used(limit, {})) * 1.01 + absl::Microseconds(2)) << limit;
  }
}

}  // namespace
}  // namespace assay::sandbox
