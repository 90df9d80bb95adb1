#ifndef ASSAY_JUDGE_SERVICE_MALFORMED_REQUEST_H_
#define ASSAY_JUDGE_SERVICE_MALFORMED_REQUEST_H_

#include <memory>

#include "absl/status/status.h"
#include "grpcpp/support/server_interceptor.h"

namespace assay::judge {

// INVALID_ARGUMENT: the bytes of a request are not its message. proto3 demands UTF-8 of every
// string, which not all client libraries check before they send.
absl::Status MalformedRequest();

// Gives MalformedRequest() to the callers of this server's methods whose request gRPC could not
// parse. It answers for itself then, with UNIMPLEMENTED and no text, which says something else
// (ServerUnaryReactor and ServerWriteReactor methods alike, gRPC 1.51).
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> ExplainMalformedRequests();

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_MALFORMED_REQUEST_H_
