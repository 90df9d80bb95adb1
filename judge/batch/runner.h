#ifndef ASSAY_JUDGE_BATCH_RUNNER_H_
#define ASSAY_JUDGE_BATCH_RUNNER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/batch/entry.h"
#include "judge/batch/memo.h"
#include "judge/batch/results_file.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/judging.h"
#include "judge/evaluate/work_queue.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/batch.pb.h"

namespace assay::judge {

// A problem of a batch. One that cannot be read makes JUDGE_ERROR of what is submitted to it.
struct LoadedProblem {
  absl::StatusOr<Problem> problem;
  // Of all its files.
  std::string digest;
};

// How far a batch is, without what an earlier run has done that it resumes.
struct BatchCounts {
  // In the results: the sum of the next four.
  int64_t done = 0;
  int64_t accepted = 0;
  int64_t rejected = 0;
  int64_t judge_errors = 0;
  int64_t bad_entries = 0;
  // Of those that are done: copies.
  int64_t memo = 0;
  // Not in the results: the host failed. A resumed run judges them.
  int64_t host_failures = 0;
  // Tests that were run.
  int64_t tests = 0;
};

struct BatchOptions {
  // For every submission; events and text_bytes are the runner's own.
  JudgingOptions judging;
  // Cpus to judge on. Not empty.
  std::vector<int> cpus;
  // Ends with the first entry that is no good.
  bool strict = false;
};

// What a batch works with. All outlives the runner.
struct BatchParts {
  JudgeContext context;
  // By name.
  const std::map<std::string, LoadedProblem>& problems;
  ResultsFile& results;
  const DoneSet& done;
  // Null: everything is judged.
  Memo* memo = nullptr;
  // Language id to toolchain version, for the memo's keys.
  const std::map<std::string, std::string>& toolchains;
  // Everything else that a judgement depends on, for the memo's keys.
  std::string memo_salt;
  // Told of each result and host failure, one at a time. May be empty.
  std::function<void(const BatchCounts&)> on_progress;
  // Told of what the host has failed at, one at a time. May be empty.
  std::function<void(const BatchEntry&, const absl::Status&)> on_host_failure;
};

// Judges many submissions on some cpus, each of which always has work while there is any: it takes
// a submission, compiles it and runs its tests; only when there is none to begin does it help
// another with its tests. A few more submissions than cpus are in memory at once, however many
// there are.
//
// A submission whose judging the host fails at has no result. After kMostFailures of them without
// one that succeeded the batch ends.
class BatchRunner {
 public:
  static constexpr int kMostFailures = 10;

  BatchRunner(const BatchParts& parts, BatchOptions options);

  // Judges what `entries` has and `done` has not. Call once. ABORTED when context.cancellation has
  // stopped it; INVALID_ARGUMENT for --strict; else the input, the results or the host failed.
  // What is in the results is whole in any case.
  absl::Status Run(EntrySource& entries);

  BatchCounts counts() const;

 private:
  struct Job;
  using JobPointer = std::shared_ptr<Job>;
  // One that waits for an identical one to be judged.
  struct Copy {
    int64_t index = 0;
    std::string id;
    std::string problem;
    std::string origin;
  };

  bool WaitForRoom();
  absl::Status Admit(BatchEntry entry);
  // Whether the entry is done with, or waits for another.
  absl::StatusOr<bool> TakeFromMemo(const BatchEntry& entry, std::string* key);
  void Begin(const JobPointer& job, int cpu);
  absl::StatusOr<bool> Prepare(Job* job, int cpu) const;
  void RunTests(const JobPointer& job, int cpu);
  void Leave(const JobPointer& job, int workers);
  void Finish(const JobPointer& job, absl::StatusOr<::judge::v1::Judgement> judgement);
  void Store(const ::judge::v1::BatchRecord& record);
  void StoreCopies(const std::vector<Copy>& copies, const std::string& id,
                   const ::judge::v1::Judgement& judgement);
  void FailHost(const JobPointer& job, const absl::Status& status, int64_t copies);
  void Stop(const absl::Status& status);
  bool Stopped() const;

  const BatchParts parts_;
  const BatchOptions options_;
  const int window_;
  WorkQueue queue_;
  mutable absl::Mutex mutex_;
  BatchCounts counts_ ABSL_GUARDED_BY(mutex_);
  absl::Status stop_ ABSL_GUARDED_BY(mutex_);
  int in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t waiting_copies_ ABSL_GUARDED_BY(mutex_) = 0;
  int failures_in_a_row_ ABSL_GUARDED_BY(mutex_) = 0;
  // By memo key: what waits for the one that is being judged.
  std::map<std::string, std::vector<Copy>> copies_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_RUNNER_H_
