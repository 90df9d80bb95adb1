#ifndef ASSAY_JUDGE_SERVICE_SANDBOX_SERVICE_H_
#define ASSAY_JUDGE_SERVICE_SANDBOX_SERVICE_H_

#include <cstdint>

#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/work_queue.h"
#include "judge/service/calls.h"
#include "judge/service/metrics.h"
#include "judge/service/places.h"
#include "judge/service/request_limits.h"
#include "judge/service/run_permissions.h"
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
  const RequestLimits& limits;
  const RunPermissions& permissions;
  Metrics& metrics;
};

// sandbox.v1.SandboxService; the protocol is documented there. Takes bytes, see ParseRequest().
// Runs wait for a slot as tests do; as many may be under way as submissions. Thread-safe.
class SandboxServiceImpl final : public ::sandbox::v1::SandboxService::WithRawCallbackMethod_Run<
                                     ::sandbox::v1::SandboxService::WithRawCallbackMethod_RunStream<
                                         ::sandbox::v1::SandboxService::Service>> {
 public:
  explicit SandboxServiceImpl(const BareRunParts& parts)
      : parts_(parts), places_(parts.calls.dispatcher().max_queued()) {}

  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context,
                                const grpc::ByteBuffer* request,
                                grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* RunStream(
      grpc::CallbackServerContext* context) override;

 private:
  const BareRunParts parts_;
  Places places_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SANDBOX_SERVICE_H_
