#ifndef ASSAY_JUDGE_SERVICE_SANDBOX_SERVICE_H_
#define ASSAY_JUDGE_SERVICE_SANDBOX_SERVICE_H_

#include <cstdint>

#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/work_queue.h"
#include "judge/service/calls.h"
#include "judge/service/places.h"
#include "judge/store/state_directory.h"
#include "proto/sandbox/v1/sandbox_service.grpc.pb.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// What the bare runs work with. Everything is thread-safe and outlives every call.
struct BareRunParts {
  Calls& calls;
  WorkQueue& queue;
  sandbox::Sandbox& sandbox;
  const StateDirectory& state;
  // Of all of them.
  Cancellation& abandon;
  // That an answer must fit into.
  int64_t max_message_bytes;
};

// sandbox.v1.SandboxService; the protocol is documented there. Runs wait for a slot as tests do; as
// many may be under way as submissions. Thread-safe.
class SandboxServiceImpl final : public ::sandbox::v1::SandboxService::CallbackService {
 public:
  explicit SandboxServiceImpl(const BareRunParts& parts)
      : parts_(parts), places_(parts.calls.dispatcher().max_queued()) {}

  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                const ::sandbox::v1::RunRequest* request,
                                ::sandbox::v1::RunResponse* response) override;
  grpc::ServerBidiReactor<::sandbox::v1::RunStreamRequest, ::sandbox::v1::RunStreamResponse>*
  RunStream(grpc::CallbackServerContext* context) override;

 private:
  const BareRunParts parts_;
  Places places_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SANDBOX_SERVICE_H_
