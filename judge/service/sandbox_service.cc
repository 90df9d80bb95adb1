#include "judge/service/sandbox_service.h"

#include "judge/service/run_call.h"
#include "judge/service/run_stream_call.h"

namespace assay::judge {

grpc::ServerUnaryReactor* SandboxServiceImpl::Run(grpc::CallbackServerContext* context,
                                                  const ::sandbox::v1::RunRequest* request,
                                                  ::sandbox::v1::RunResponse* response) {
  auto* const call = new RunCall(parts_, &places_, request, response);
  call->Begin(*context);
  return call;
}

grpc::ServerBidiReactor<::sandbox::v1::RunStreamRequest, ::sandbox::v1::RunStreamResponse>*
SandboxServiceImpl::RunStream(grpc::CallbackServerContext* context) {
  auto* const call = new RunStreamCall(parts_, &places_);
  call->Begin(*context);
  return call;
}

}  // namespace assay::judge
