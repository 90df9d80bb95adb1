#include "judge/service/server_observer.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/evaluate/convert.h"

namespace assay::judge {
void ServerObserver::OnAccepted(const ::judge::v1::Submission& submission) {
  if (submission.attempt() > 1) quotas_->Readmit(submission.client());
  metrics_->CountSubmission(::judge::v1::SUBMISSION_STATE_QUEUED);
  log_->Info("submission_accepted", {{"submission", submission.id()},
                                     {"client", submission.client()},
                                     {"language", submission.language()},
                                     {"problem", submission.problem_id()},
                                     {"attempt", submission.attempt()}});
}

void ServerObserver::OnCpuTime(const ::judge::v1::Submission& submission, absl::Duration cpu_time) {
  quotas_->Charge(submission.client(), cpu_time, absl::Now());
}

void ServerObserver::OnCompiled(const ::judge::v1::Submission& submission,
                                const ::judge::v1::CompileResult& result) {
  metrics_->CountCompilation(result.from_cache());
  if (!result.from_cache()) {
    metrics_->ObserveCompile(submission.language(), FromProto(result.usage().wall_time()));
  }
  log_->Debug("submission_compiled", {{"submission", submission.id()},
                                      {"succeeded", result.succeeded()},
                                      {"from_cache", result.from_cache()}});
}

void ServerObserver::OnTested(const ::judge::v1::Submission& submission,
                              const ::judge::v1::TestResult& result) {
  if (result.has_usage()) {
    metrics_->ObserveTest(submission.language(), FromProto(result.usage().wall_time()));
    metrics_->CountOomKills(result.usage().oom_kill_count());
  }
  log_->Debug("test_ended", {{"submission", submission.id()},
                             {"test", result.name()},
                             {"verdict", ::judge::v1::Verdict_Name(result.verdict())}});
}

void ServerObserver::OnEnded(const ::judge::v1::Submission& submission) {
  quotas_->Finish(submission.client());
  metrics_->CountSubmission(submission.state());
  if (submission.state() == ::judge::v1::SUBMISSION_STATE_FAILED) {
    metrics_->CountInfrastructureError(FromRpcStatus(submission.error()));
    log_->Error("submission_failed", {{"submission", submission.id()},
                                      {"client", submission.client()},
                                      {"error", submission.error().message()}});
    return;
  }
  if (submission.has_judgement()) {
    metrics_->CountVerdict(submission.language(), submission.judgement().verdict());
  }
  log_->Info("submission_ended",
             {{"submission", submission.id()},
              {"client", submission.client()},
              {"state", ::judge::v1::SubmissionState_Name(submission.state())},
              {"verdict", ::judge::v1::Verdict_Name(submission.judgement().verdict())}});
}

}  // namespace assay::judge
