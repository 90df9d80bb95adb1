#include "judge/service/rpc_meter.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace assay::judge {
namespace {

using grpc::experimental::InterceptionHookPoints;

// One call's.
class Meter : public grpc::experimental::Interceptor {
 public:
  Meter(Metrics* metrics, std::string method) : metrics_(metrics), method_(std::move(method)) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      metrics_->CountRpc(ShortName(method_), static_cast<absl::StatusCode>(status.error_code()),
                         absl::Now() - start_);
    }
    methods->Proceed();
  }

 private:
  Metrics* const metrics_;
  const std::string method_;
  const absl::Time start_ = absl::Now();
};

class MeterFactory : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit MeterFactory(Metrics* metrics) : metrics_(metrics) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    return new Meter(metrics_, info->method());
  }

 private:
  Metrics* const metrics_;
};

}  // namespace

absl::string_view ShortName(absl::string_view method) {
  return method.substr(method.rfind('/') + 1);
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MeterCalls(
    Metrics* metrics) {
  return std::make_unique<MeterFactory>(metrics);
}

}  // namespace assay::judge
