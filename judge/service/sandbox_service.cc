#include "judge/service/sandbox_service.h"

#include "judge/service/run_call.h"
#include "judge/service/run_stream_call.h"

namespace assay::judge {

grpc::ServerUnaryReactor* SandboxServiceImpl::Run(grpc::CallbackServerContext* context,
                                                  const grpc::ByteBuffer* request,
                                                  grpc::ByteBuffer* response) {
  auto* const call = new RunCall(parts_, &places_, response);
  // gRPC would keep the bytes until the call ends. They are an object of its own that nothing else
  // reads, and const to handlers only.
  call->Begin(context, const_cast<grpc::ByteBuffer*>(request));
  return call;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SandboxServiceImpl::RunStream(
    grpc::CallbackServerContext* context) {
  auto* const call = new RunStreamCall(parts_, &places_);
  call->Begin(context);
  return call;
}

}  // namespace assay::judge
