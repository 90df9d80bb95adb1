#ifndef ASSAY_JUDGE_SERVICE_RUN_STREAM_CALL_H_
#define ASSAY_JUDGE_SERVICE_RUN_STREAM_CALL_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/evaluate/cancellation.h"
#include "judge/service/queued_stream.h"
#include "judge/service/sandbox_service.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// An answer of RunStream as it goes out.
struct RunPiece {
  grpc::ByteBuffer bytes;
  // Of the program.
  size_t output_bytes = 0;
};

inline const grpc::ByteBuffer* OnTheWire(const RunPiece& piece) { return &piece.bytes; }

// SandboxService.RunStream. A piece of input is asked of the client when the program has taken the
// one before. Output waits in memory until the client takes it; when much of it does, the program
// waits, too, as at a full pipe.
class RunStreamCall
    : public QueuedStream<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>, RunPiece> {
 public:
  // Everything outlives the call.
  RunStreamCall(const BareRunParts& parts, Places* places);

  // Kills the run and ends the call. For OpenCalls.
  OpenCalls::End Ender() const;
  // Lets the caller in, or not, and reads the first message.
  void Begin(grpc::CallbackServerContext* context);

 private:
  // What the run shares with the call. Outlives both.
  struct Shared;

  void OnReadDone(bool ok) override;
  void OnCancel() override;
  void Written(const RunPiece& piece) override;
  void Over() override;

  absl::Status Queue();
  // With the mutex.
  void PushOutput(const ::sandbox::v1::RunStreamResponse& response);
  static void RunOn(const std::shared_ptr<Handle>& handle, const std::shared_ptr<Shared>& shared,
                    int cpu);

  const BareRunParts parts_;
  Places* const places_;
  grpc::ByteBuffer bytes_;
  ::sandbox::v1::RunStreamRequest request_;
  const std::shared_ptr<Shared> shared_;
  // Of output that the client has not taken. Guarded by the mutex.
  size_t untaken_bytes_ = 0;
  bool started_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_RUN_STREAM_CALL_H_
