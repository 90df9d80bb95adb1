#ifndef ASSAY_JUDGE_SERVICE_RUN_CALL_H_
#define ASSAY_JUDGE_SERVICE_RUN_CALL_H_

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/evaluate/cancellation.h"
#include "judge/service/open_calls.h"
#include "judge/service/sandbox_service.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"

namespace assay::judge {

// SandboxService.Run. Owns itself.
class RunCall : public grpc::ServerUnaryReactor {
 public:
  // Everything outlives the call.
  RunCall(const BareRunParts& parts, Places* places, grpc::ByteBuffer* response);

  // Kills the run and ends the call. For OpenCalls.
  OpenCalls::End Ender() const;
  // Lets the caller in, or not, and queues the run that `request` asks for; empties it.
  void Begin(grpc::CallbackServerContext* context, grpc::ByteBuffer* request);

 private:
  // What an ender knows, who may come when the call is gone.
  struct Handle {
    absl::Mutex mutex;
    RunCall* call ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void OnCancel() override;
  void OnDone() override;

  // With the handle's mutex.
  void Stop(const absl::Status& status);
  // What still waits is not going to run. With the handle's mutex.
  void Dequeue();
  // Finishes the call with `status`, unless it was stopped.
  void End(const absl::Status& status);
  absl::Status RunOn(int cpu);

  const BareRunParts parts_;
  Places* const places_;
  ::sandbox::v1::RunRequest request_;
  grpc::ByteBuffer* const response_;
  Caller caller_;
  std::optional<Calls::Admission> admission_;
  std::optional<Places::Place> place_;
  // Bytes of output and files in the answer.
  int64_t room_bytes_ = 0;
  Cancellation cancellation_;
  const std::shared_ptr<Handle> handle_;
  // With the handle's mutex.
  bool queued_ = false;
  // OK until it is stopped.
  absl::Status stopped_;
  std::optional<OpenCalls::Entry> entry_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_RUN_CALL_H_
