#ifndef ASSAY_JUDGE_SERVICE_RUN_CALL_H_
#define ASSAY_JUDGE_SERVICE_RUN_CALL_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/evaluate/cancellation.h"
#include "judge/service/sandbox_service.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"

namespace assay::judge {

// SandboxService.Run. Owns itself.
class RunCall : public grpc::ServerUnaryReactor {
 public:
  // Everything outlives the call.
  RunCall(const BareRunParts& parts, Places* places, grpc::ByteBuffer* response);

  // Lets the caller in, or not, and queues the run that `request` asks for; empties it.
  void Begin(const grpc::CallbackServerContext& context, grpc::ByteBuffer* request);

 private:
  void OnCancel() override;
  void OnDone() override { delete this; }

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
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_RUN_CALL_H_
