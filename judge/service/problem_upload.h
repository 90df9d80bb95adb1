#ifndef ASSAY_JUDGE_SERVICE_PROBLEM_UPLOAD_H_
#define ASSAY_JUDGE_SERVICE_PROBLEM_UPLOAD_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/server_callback.h"
#include "judge/service/background.h"
#include "judge/store/problem_store.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {

// JudgeService.PutProblem: spools the pieces to disk as they come, and has the package unpacked and
// read in the background. Ends a call that sends nothing for a while: it has a place that others
// wait for. Owns itself.
class ProblemUpload : public grpc::ServerReadReactor<::judge::v1::PutProblemRequest> {
 public:
  // The store, the background and `response` outlive the call.
  ProblemUpload(ProblemStore* store, Background* background,
                ::judge::v1::PutProblemResponse* response,
                absl::Duration max_idle = absl::Seconds(60));

  // For a call that is not let in.
  void Refuse(const absl::Status& status) { End(status); }
  void Begin();

 private:
  // What the alarm knows, which may ring when the call is gone.
  struct Handle {
    absl::Mutex mutex;
    ProblemUpload* upload ABSL_GUARDED_BY(mutex);
  };

  void OnReadDone(bool ok) override;
  void OnCancel() override {}
  void OnDone() override;

  absl::Status Take();
  void Store();
  // The first end counts.
  void End(const absl::Status& status);

  // With the handle's mutex.
  void EndLocked(const absl::Status& status);
  void ReadNext();
  void SetAlarm();
  void Ring();

  ProblemStore* const store_;
  Background* const background_;
  ::judge::v1::PutProblemResponse* const response_;
  const absl::Duration max_idle_;
  const std::shared_ptr<Handle> handle_;
  ::judge::v1::PutProblemRequest request_;
  std::shared_ptr<ProblemStore::Upload> upload_;

  // With the handle's mutex.
  bool ended_ = false;
  bool reading_ = false;
  absl::Time read_since_;
  grpc::Alarm alarm_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_PROBLEM_UPLOAD_H_
