#ifndef ASSAY_JUDGE_SERVICE_SERVER_OBSERVER_H_
#define ASSAY_JUDGE_SERVICE_SERVER_OBSERVER_H_

#include "absl/time/time.h"
#include "judge/service/dispatcher.h"
#include "judge/service/log.h"
#include "judge/service/metrics.h"
#include "judge/service/quotas.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// Keeps quotas, metrics and the log up to date. Thread-safe.
class ServerObserver final : public DispatcherObserver {
 public:
  // All outlive the object.
  ServerObserver(Quotas* quotas, Metrics* metrics, Log* log)
      : quotas_(quotas), metrics_(metrics), log_(log) {}

  void OnAccepted(const ::judge::v1::Submission& submission) override;
  void OnCpuTime(const ::judge::v1::Submission& submission, absl::Duration cpu_time) override;
  void OnCompiled(const ::judge::v1::Submission& submission,
                  const ::judge::v1::CompileResult& result) override;
  void OnTested(const ::judge::v1::Submission& submission,
                const ::judge::v1::TestResult& result) override;
  void OnEnded(const ::judge::v1::Submission& submission) override;

 private:
  Quotas* const quotas_;
  Metrics* const metrics_;
  Log* const log_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SERVER_OBSERVER_H_
