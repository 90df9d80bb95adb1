#ifndef ASSAY_JUDGE_SERVICE_RPC_METER_H_
#define ASSAY_JUDGE_SERVICE_RPC_METER_H_

#include <memory>

#include "absl/strings/string_view.h"
#include "grpcpp/support/server_interceptor.h"
#include "judge/service/metrics.h"

namespace assay::judge {

// Counts every call of a server, with its code and how long it took, by its method's name.
// `metrics` outlives the server.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MeterCalls(Metrics* metrics);

// The last part of "/package.Service/Method".
absl::string_view ShortName(absl::string_view method);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_RPC_METER_H_
