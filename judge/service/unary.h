#ifndef ASSAY_JUDGE_SERVICE_UNARY_H_
#define ASSAY_JUDGE_SERVICE_UNARY_H_

#include "absl/status/status.h"
#include "grpcpp/server_context.h"
#include "judge/rpc/grpc_status.h"

namespace assay::judge {

// Answers a unary call at once.
inline grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context,
                                        const absl::Status& status) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_UNARY_H_
