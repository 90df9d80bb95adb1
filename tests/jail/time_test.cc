// What a jail says of a run's time: the bill, and what may have disturbed it.

#include "absl/time/time.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/jail/jail_fixture.h"

namespace assay::sandbox {
namespace {

class TimeTest : public JailFixture {};

TEST_F(TimeTest, TheBillIsWhatTheProgramsOwnClocksSay) {
  for (const char* action :
       {"burn-in-user", "burn-in-system", "burn-in-threads", "burn-in-children", "burn-in-chain"}) {
    const Observed observed = Probe({action, "100"}, [this](RunSpec& spec) {
      spec.cpu = sandbox().cpus().front();
      spec.limits.task_count = 32;
    });
    ASSERT_EQ(observed.result.outcome, Outcome(Exited{0})) << action;
    const double own_ms = std::stod(observed.out) / 1e6;
    const double billed_ms = absl::ToDoubleMilliseconds(observed.result.usage.cpu_time());
    EXPECT_GE(own_ms, 100) << action;
    // Nothing is left out. What is in it besides is the exec and the ends of processes, slow where
    // the machine is emulated; tests/bench/time_truth tells how much.
    EXPECT_GE(billed_ms, own_ms - 0.5) << action;
    EXPECT_LE(billed_ms, own_ms * 1.6 + 100) << action;
  }
}

TEST_F(TimeTest, TellsWhatMayHaveDisturbedTheTime) {
  const auto pin = [this](RunSpec& spec) { spec.cpu = sandbox().cpus().front(); };
  const Usage usage = Probe({"burn", "100"}, pin).result.usage;
  const TimeEvidence& evidence = usage.time_evidence;
  EXPECT_GE(evidence.voluntary_switches.value_or(-1), 0);
  EXPECT_GE(evidence.involuntary_switches.value_or(-1), 0);
  EXPECT_GE(evidence.major_faults.value_or(-1), 0);
  EXPECT_TRUE(evidence.steal.has_value());
  if (evidence.run_queue_delay.has_value()) {
    EXPECT_LT(*evidence.run_queue_delay, absl::Seconds(60));
  }
  EXPECT_GE(usage.cpu_time_uncertainty, usage.cpu_time() / 200);

  const Observed switches = Probe({"burn-in-threads", "100"}, pin);
  EXPECT_GE(switches.result.usage.time_evidence.involuntary_switches.value_or(-1), 4);
  const Observed sleeper = Probe({"sleep", "1"}, pin);
  EXPECT_GE(sleeper.result.usage.time_evidence.voluntary_switches.value_or(-1), 1);
  // A run that was stopped is not there to count for.
  const Observed stopped =
      Probe({"loop"}, [](RunSpec& spec) { spec.limits.cpu_time = absl::Milliseconds(50); });
  EXPECT_FALSE(stopped.result.usage.time_evidence.involuntary_switches.has_value());
}

TEST_F(TimeTest, ATimeNearTheLimitIsKnown) {
  for (const bool past_limit : {false, true}) {
    const Observed observed = Probe({"loop"}, [&](RunSpec& spec) {
      spec.limits.cpu_time = absl::Seconds(1);
      spec.time_past_limit = past_limit;
    });
    EXPECT_EQ(observed.result.outcome, Outcome(LimitExceeded{Limit::kCpuTime}));
    EXPECT_GE(observed.result.usage.cpu_time(), absl::Milliseconds(past_limit ? 1005 : 1000));
  }
  const Observed over = Probe({"burn", "1000"}, [](RunSpec& spec) {
    spec.limits.cpu_time = absl::Milliseconds(997);
    spec.time_past_limit = true;
  });
  // The kernel of an emulated machine may bill what the program's own clock calls 1 s with less.
  const bool is_over = over.result.usage.cpu_time() >= absl::Milliseconds(997);
  EXPECT_EQ(over.result.outcome,
            is_over ? Outcome(LimitExceeded{Limit::kCpuTime}) : Outcome(Exited{0}));
}

}  // namespace
}  // namespace assay::sandbox
