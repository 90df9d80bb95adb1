#ifndef ASSAY_JUDGE_SERVICE_DISPATCHER_PARTS_H_
#define ASSAY_JUDGE_SERVICE_DISPATCHER_PARTS_H_

#include "absl/time/time.h"
#include "judge/evaluate/package_programs.h"
#include "judge/evaluate/preparations.h"
#include "judge/evaluate/work_queue.h"
#include "judge/store/blob_cache.h"
#include "judge/store/journal.h"
#include "judge/store/problem_store.h"
#include "judge/store/state_directory.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// Is told what happens, for metrics, quotas and the log. Called from several threads at once; must
// not wait.
class DispatcherObserver {
 public:
  virtual ~DispatcherObserver() = default;
  // Also for what an earlier process had accepted, in a further attempt.
  virtual void OnAccepted(const ::judge::v1::Submission& submission) = 0;
  // A run for it has used so much cpu time, whether or not its result counts.
  virtual void OnCpuTime(const ::judge::v1::Submission& submission, absl::Duration cpu_time) = 0;
  virtual void OnCompiled(const ::judge::v1::Submission& submission,
                          const ::judge::v1::CompileResult& result) = 0;
  virtual void OnTested(const ::judge::v1::Submission& submission,
                        const ::judge::v1::TestResult& result) = 0;
  // In a state that is no longer going to change.
  virtual void OnEnded(const ::judge::v1::Submission& submission) = 0;
};

// What a dispatcher works with. Everything is thread-safe and outlives it.
struct DispatcherParts {
  sandbox::Sandbox& sandbox;
  const StateDirectory& state;
  PackagePrograms& package_programs;
  Journal& journal;
  ProblemStore& problems;
  WorkQueue& queue;
  DispatcherObserver& observer;
  // See JudgeContext. Null: not used.
  BlobCache* compile_cache = nullptr;
  Preparations* preparations = nullptr;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_DISPATCHER_PARTS_H_
