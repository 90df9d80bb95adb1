#ifndef ASSAY_JUDGE_BATCH_RUNNER_H_
#define ASSAY_JUDGE_BATCH_RUNNER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/batch/entry.h"
#include "judge/batch/entry_judge.h"
#include "judge/batch/memo.h"
#include "judge/batch/results_file.h"
#include "judge/evaluate/cancellation.h"
#include "proto/judge/v1/batch.pb.h"

namespace assay::judge {

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

  void Add(const BatchCounts& more) {
    done += more.done;
    accepted += more.accepted;
    rejected += more.rejected;
    judge_errors += more.judge_errors;
    bad_entries += more.bad_entries;
    memo += more.memo;
    host_failures += more.host_failures;
    tests += more.tests;
  }
};

// What a batch works with. All outlives the runner.
struct BatchParts {
  EntryJudge& judge;
  // Ends the batch.
  const Cancellation& cancellation;
  // By name.
  const std::map<std::string, LoadedProblem>& problems;
  ResultsFile& results;
  const DoneSet& done;
  // Null: everything is judged.
  Memo* memo = nullptr;
  // What a language's toolchain says of itself, for the memo's keys. Asked by one thread, only
  // with a memo. Where it fails the memo is left alone, and judging says what is wrong.
  std::function<absl::StatusOr<std::string>(const ::judge::v1::Language&)> toolchain;
  // Everything else that a judgement depends on, for the memo's keys.
  std::string memo_salt;
  // Told of each result and host failure, one at a time. May be empty.
  std::function<void(const BatchCounts&)> on_progress;
  // Told of the place of a submission that the host has failed at, one at a time. May be empty.
  std::function<void(const std::string& origin, const absl::Status&)> on_host_failure;
  // Ends with the first entry that is no good.
  bool strict = false;
};

// Has many submissions judged, and writes down what comes of it. As many are in memory at once as
// the judge's window takes, however many there are.
//
// A submission whose judging the host fails at has no result. After kMostFailures of them without
// one that succeeded the batch ends.
class BatchRunner {
 public:
  static constexpr int kMostFailures = 10;

  explicit BatchRunner(const BatchParts& parts) : parts_(parts) {}

  // Judges what `entries` has and `done` has not. Call once; the judge is finished, then. ABORTED
  // when the cancellation has stopped it; INVALID_ARGUMENT for --strict; else the input, the
  // results or the host failed. What is in the results is whole in any case.
  absl::Status Run(EntrySource& entries);

  BatchCounts counts() const;

 private:
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
  // What a result repeats of its entry.
  struct Place {
    int64_t index = 0;
    std::string id;
    std::string problem;
    std::string origin;
    // Empty where nobody else may use the judgement.
    std::string memo_key;
  };
  void Finish(const Place& place, EntryEnd end);
  void Store(::judge::v1::BatchRecord record);
  void StoreCopies(const std::vector<Copy>& copies, const std::string& id,
                   const ::judge::v1::Judgement& judgement);
  void FailHost(const std::string& origin, const absl::Status& status, int64_t copies);
  void Stop(const absl::Status& status);

  const BatchParts parts_;
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
