#ifndef ASSAY_JUDGE_SERVICE_PROBLEM_UPLOAD_H_
#define ASSAY_JUDGE_SERVICE_PROBLEM_UPLOAD_H_

#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/service/background.h"
#include "judge/service/open_calls.h"
#include "judge/store/package_upload.h"
#include "judge/store/problem_store.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {

// JudgeService.PutProblem: spools the pieces to disk as they come, and has the package unpacked and
// read in the background. Ends a call that sends nothing for a while: it has a place that others
// wait for. Owns itself.
class ProblemUpload : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  // Why nothing is to be stored any more.
  using Closed = std::function<absl::Status()>;

  // The store, the background and `response` outlive the call.
  ProblemUpload(ProblemStore* store, Background* background, grpc::ByteBuffer* response,
                Closed closed, absl::Duration max_idle = absl::Seconds(60));

  // Ends the call; nothing is stored. For OpenCalls.
  OpenCalls::End Ender() const;
  // The call's, until it is over.
  std::optional<OpenCalls::Entry>* entry() { return &entry_; }

  // For a call that is not let in.
  void Refuse(const absl::Status& status) { End(status); }
  void Begin();

 private:
  // What the alarm and an ender know, who may come when the call is gone.
  struct Handle {
    absl::Mutex mutex;
    ProblemUpload* upload ABSL_GUARDED_BY(mutex) = nullptr;
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
  grpc::ByteBuffer* const response_;
  const Closed closed_;
  const absl::Duration max_idle_;
  const std::shared_ptr<Handle> handle_;
  grpc::ByteBuffer bytes_;
  ::judge::v1::PutProblemRequest request_;
  std::shared_ptr<PackageUpload> upload_;

  // With the handle's mutex.
  bool ended_ = false;
  // The background has it.
  bool storing_ = false;
  bool reading_ = false;
  absl::Time read_since_;
  grpc::Alarm alarm_;
  std::optional<OpenCalls::Entry> entry_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_PROBLEM_UPLOAD_H_
