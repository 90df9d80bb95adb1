#ifndef ASSAY_JUDGE_SERVICE_SUBMISSION_WORK_H_
#define ASSAY_JUDGE_SERVICE_SUBMISSION_WORK_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/host_retry.h"
#include "judge/evaluate/judging.h"
#include "judge/problem/problem.h"
#include "judge/service/dispatcher_parts.h"
#include "judge/service/event_log.h"
#include "judge/service/policy_set.h"
#include "judge/store/problem_store.h"
#include "judge/store/state_directory.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// What it takes to judge one accepted submission, in steps: Prepare() before it is accepted,
// Compile() once, RunNextTest() by any number of threads, then Finish() and Clear(). See Judging.
class SubmissionWork {
 public:
  // `parts` and what it refers to outlive the object.
  SubmissionWork(const DispatcherParts& parts, std::shared_ptr<PolicySet> policies)
      : parts_(parts), policies_(std::move(policies)) {}

  // What can be found out before anything is stored. Fills in `info`'s package; the digest that it
  // has is the one that was accepted. Errors: see JudgeService.Submit.
  absl::Status Prepare(const ::judge::v1::SubmitRequest& request, ::judge::v1::Submission* info);

  // Whether there is a program to run tests with. What happens from here on goes to `log` and to
  // the observer; both, and `info`, outlive the judging.
  absl::StatusOr<bool> Compile(const ::judge::v1::Submission& info, EventLog* log,
                               const HostRetry& retry, int cpu);
  void RunNextTest(int cpu) { judging_->RunNextTest(cpu); }
  int tests_left() const { return judging_->tests_left(); }
  absl::StatusOr<::judge::v1::Judgement> Finish() { return judging_->Finish(); }
  // Removes files.
  void Clear();

  // Kills what runs.
  Cancellation& cancellation() { return cancellation_; }
  // Null for tests that came with the request.
  const StoredPackage* package() const { return package_.get(); }

 private:
  const Problem& problem() const {
    return package_ != nullptr ? package_->problem() : inline_problem_;
  }
  // The request, with its tests on disk. Begins from nothing each time.
  absl::StatusOr<::judge::v1::SubmitRequest> Load(const std::string& id);
  absl::Status WriteTests(const ::judge::v1::InlineProblem& given);
  // What tells of the judging.
  JudgingEvents Events(const ::judge::v1::Submission& info, EventLog* log);

  const DispatcherParts& parts_;
  const std::shared_ptr<PolicySet> policies_;
  std::shared_ptr<const StoredPackage> package_;
  Cancellation cancellation_;
  std::optional<TemporaryDirectory> inline_tests_;
  Problem inline_problem_;
  std::unique_ptr<Judging> judging_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SUBMISSION_WORK_H_
