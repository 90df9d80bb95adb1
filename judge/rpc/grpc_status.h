#ifndef ASSAY_JUDGE_RPC_GRPC_STATUS_H_
#define ASSAY_JUDGE_RPC_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace assay::judge {

// For the server: `status` with its details in grpc-status-details-bin, see ToRpcStatus().
grpc::Status ToGrpcStatus(const absl::Status& status);

// For a client: the reverse. Details that are malformed, or speak of another code, count for
// nothing; code and message stay. What is no code is UNKNOWN.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_RPC_GRPC_STATUS_H_
