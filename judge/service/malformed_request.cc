#include "judge/service/malformed_request.h"

#include "absl/strings/match.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"

namespace assay::judge {
namespace {

using grpc::experimental::InterceptionHookPoints;

class Explainer : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED &&
          status.error_message().empty()) {
        methods->ModifySendStatus(ToGrpcStatus(MalformedRequest()));
      }
    }
    methods->Proceed();
  }
};

class ExplainerFactory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    const absl::string_view method = info->method();
    const bool ours =
        absl::StartsWith(method, "/judge.v1.") || absl::StartsWith(method, "/sandbox.v1.");
    return ours ? new Explainer() : nullptr;
  }
};

}  // namespace

absl::Status MalformedRequest() {
  return WithReason(
      absl::InvalidArgumentError("the request is malformed: its bytes are no message of the "
                                 "method's type, or one of its strings is not UTF-8"),
      "MALFORMED_REQUEST");
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> ExplainMalformedRequests() {
  return std::make_unique<ExplainerFactory>();
}

}  // namespace assay::judge
