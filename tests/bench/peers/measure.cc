#include "tests/bench/peers/measure.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "sandbox/base/monotonic_clock.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"
#include "tests/bench/peers/system_counters.h"

namespace assay::bench {
namespace {

using ::peers::v1::Event;

// Rounds that do not count: they bring files and code into memory.
constexpr int kWarmUpRounds = 3;
// Between two blocks, for what the one before has left to be done.
constexpr absl::Duration kBlockPause = absl::Milliseconds(200);

absl::Status RunNamed(Field::Entry& entry, int slot) {
  return Annotate(entry.contender->Run(slot), entry.name);
}

absl::StatusOr<absl::Duration> TimedRun(Field::Entry& entry) {
  const int64_t start_ns = MonotonicNowNs();
  ASSAY_RETURN_IF_ERROR(RunNamed(entry, /*slot=*/0));
  return absl::Nanoseconds(MonotonicNowNs() - start_ns);
}

void TellProgress(const EventSink& sink, std::string text) {
  Event event;
  event.set_progress(std::move(text));
  sink(event);
}

// `runs` of the entry by `in_flight` threads.
absl::Status RunTogether(Field::Entry& entry, int in_flight, int runs) {
  std::atomic<int> left = runs;
  absl::Mutex mutex;
  absl::Status first_error;
  const auto fail = [&](const absl::Status& status) {
    const absl::MutexLock lock(&mutex);
    first_error.Update(status);
    left = 0;
  };
  std::vector<std::thread> workers;
  workers.reserve(in_flight);
  for (int slot = 0; slot < in_flight; ++slot) {
    absl::StatusOr<std::thread> worker = StartThread([&, slot] {
      while (left.fetch_sub(1) > 0) {
        if (const absl::Status status = RunNamed(entry, slot); !status.ok()) fail(status);
      }
    });
    if (worker.ok()) {
      workers.push_back(*std::move(worker));
    } else {
      fail(worker.status());
    }
  }
  for (std::thread& worker : workers) worker.join();
  return first_error;
}

// What the host counted in a block of `runs`, each followed by `pause`, and how long a run took.
struct Block {
  SystemCounters counted;
  absl::Duration run_time;
};

SystemCounters Difference(const SystemCounters& later, const SystemCounters& earlier) {
  return {later.page_faults - earlier.page_faults,
          later.context_switches - earlier.context_switches};
}

absl::StatusOr<Block> CountRuns(Field::Entry& entry, int runs, absl::Duration pause) {
  absl::Duration run_time;
  ASSAY_ASSIGN_OR_RETURN(const SystemCounters before, ReadSystemCounters());
  for (int i = 0; i < runs; ++i) {
    ASSAY_ASSIGN_OR_RETURN(const absl::Duration time, TimedRun(entry));
    run_time += time;
    absl::SleepFor(pause);
  }
  ASSAY_ASSIGN_OR_RETURN(const SystemCounters after, ReadSystemCounters());
  return Block{Difference(after, before), run_time / runs};
}

// The same without the runs: as many pauses, and as much time.
absl::StatusOr<SystemCounters> CountPauses(int pauses, absl::Duration pause) {
  ASSAY_ASSIGN_OR_RETURN(const SystemCounters before, ReadSystemCounters());
  for (int i = 0; i < pauses; ++i) absl::SleepFor(pause);
  ASSAY_ASSIGN_OR_RETURN(const SystemCounters after, ReadSystemCounters());
  return Difference(after, before);
}

}  // namespace

absl::Status MeasureLatency(const ::peers::v1::LatencyPlan& plan, Field& field,
                            const EventSink& sink) {
  const absl::Duration pause = absl::Milliseconds(plan.pause_ms());
  const int rounds = kWarmUpRounds + plan.sample_count();
  const int rounds_a_message = std::max(1, rounds / 4);
  std::map<std::string, Event> events;
  for (int round = 0; round < rounds; ++round) {
    if (round % rounds_a_message == 0) {
      TellProgress(sink, absl::StrCat("latency: round ", round, " of ", rounds));
    }
    for (Field::Entry* entry : field.Shuffled()) {
      ASSAY_ASSIGN_OR_RETURN(const absl::Duration time, TimedRun(*entry));
      if (round >= kWarmUpRounds) {
        events[entry->name].mutable_latency()->add_samples_us(absl::ToDoubleMicroseconds(time));
      }
      absl::SleepFor(pause);
    }
  }
  for (auto& [name, event] : events) {
    event.mutable_latency()->set_contender(name);
    sink(event);
  }
  return absl::OkStatus();
}

absl::Status MeasureThroughput(const ::peers::v1::ThroughputPlan& plan, Field& field,
                               const EventSink& sink) {
  const int runs = plan.runs_per_block();
  for (int block = 0; block < plan.block_count(); ++block) {
    TellProgress(sink, absl::StrCat("throughput, ", field.in_flight(), " in flight: block ", block,
                                    " of ", plan.block_count()));
    for (Field::Entry* entry : field.Shuffled()) {
      ASSAY_RETURN_IF_ERROR(RunTogether(*entry, field.in_flight(), field.in_flight()));
      const int64_t start_ns = MonotonicNowNs();
      ASSAY_RETURN_IF_ERROR(RunTogether(*entry, field.in_flight(), runs));
      const absl::Duration time = absl::Nanoseconds(MonotonicNowNs() - start_ns);
      Event event;
      event.mutable_throughput()->set_contender(entry->name);
      event.mutable_throughput()->set_in_flight(field.in_flight());
      event.mutable_throughput()->set_runs_per_second(runs / absl::ToDoubleSeconds(time));
      sink(event);
      absl::SleepFor(kBlockPause);
    }
  }
  return absl::OkStatus();
}

absl::Status MeasureCounts(const ::peers::v1::CountingPlan& plan, Field& field,
                           const EventSink& sink) {
  const absl::Duration pause = absl::Milliseconds(plan.pause_ms());
  const int runs = plan.runs_per_block();
  for (int block = 0; block < plan.block_count(); ++block) {
    TellProgress(sink, absl::StrCat("counts: block ", block, " of ", plan.block_count()));
    for (Field::Entry* entry : field.Shuffled()) {
      ASSAY_RETURN_IF_ERROR(RunNamed(*entry, /*slot=*/0));
      absl::SleepFor(kBlockPause);
      ASSAY_ASSIGN_OR_RETURN(const Block with, CountRuns(*entry, runs, pause));
      absl::SleepFor(kBlockPause);
      ASSAY_ASSIGN_OR_RETURN(const SystemCounters without,
                             CountPauses(runs, pause + with.run_time));
      const SystemCounters more = Difference(with.counted, without);
      Event event;
      event.mutable_counts()->set_contender(entry->name);
      event.mutable_counts()->set_page_faults_per_run(static_cast<double>(more.page_faults) / runs);
      event.mutable_counts()->set_context_switches_per_run(
          static_cast<double>(more.context_switches) / runs);
      sink(event);
    }
  }
  return absl::OkStatus();
}

}  // namespace assay::bench
