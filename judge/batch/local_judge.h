#ifndef ASSAY_JUDGE_BATCH_LOCAL_JUDGE_H_
#define ASSAY_JUDGE_BATCH_LOCAL_JUDGE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/batch/entry.h"
#include "judge/batch/entry_judge.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/judging.h"
#include "judge/evaluate/work_queue.h"
#include "judge/evaluate/work_slots.h"

namespace assay::judge {

// Judges entries on some cpus of this host, each of which always has work while there is any: it
// takes a submission, compiles it and runs its tests; only when there is none to begin does it help
// another with its tests.
class LocalJudge : public EntryJudge {
 public:
  struct Options {
    // For every submission; events and text_bytes are the judge's own.
    JudgingOptions judging;
    // Cpus to judge on. Not empty.
    std::vector<int> cpus;
  };

  // What `context` refers to, and `problems` (by name), outlive the object. Errors are the host's.
  static absl::StatusOr<std::unique_ptr<LocalJudge>> Create(
      const JudgeContext& context, const std::map<std::string, LoadedProblem>& problems,
      Options options);

  int window() const override { return 3 * static_cast<int>(options_.cpus.size()) + 1; }
  void Start(BatchEntry entry, std::function<void(EntryEnd)> done) override;
  void Stop() override { stopped_ = true; }
  void Finish() override;

 private:
  struct Job;
  using JobPointer = std::shared_ptr<Job>;

  LocalJudge(const JudgeContext& context, const std::map<std::string, LoadedProblem>& problems,
             Options options);
  bool Stopped() const;
  void Begin(const JobPointer& job, int cpu);
  absl::StatusOr<bool> Prepare(Job* job, int cpu) const;
  void RunTests(const JobPointer& job, int cpu);
  void Leave(const JobPointer& job, int workers);
  void End(const JobPointer& job, absl::StatusOr<::judge::v1::Judgement> judgement);

  const JudgeContext context_;
  const std::map<std::string, LoadedProblem>& problems_;
  const Options options_;
  std::atomic<bool> stopped_ = false;
  // Tells jobs apart, in the order in which they came.
  std::atomic<int64_t> order_ = 0;
  WorkQueue queue_;
  std::unique_ptr<WorkSlots> slots_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_LOCAL_JUDGE_H_
