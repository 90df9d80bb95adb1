#ifndef ASSAY_JUDGE_SERVICE_METRICS_ENDPOINT_H_
#define ASSAY_JUDGE_SERVICE_METRICS_ENDPOINT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "judge/service/listen_address.h"
#include "judge/service/metrics.h"
#include "prometheus/exposer.h"

namespace assay::judge {

// Answers GET /metrics over HTTP, on two threads of its own, until it is destroyed.
class MetricsEndpoint {
 public:
  // UNAVAILABLE when the address cannot be had. `address` is one that ParseMetricsAddress() gives;
  // `metrics` outlives this object.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Start(const ListenAddress& address,
                                                                const Metrics& metrics);

  // Where it listens, with the port that was free.
  const std::string& address() const { return address_; }

 private:
  MetricsEndpoint(std::unique_ptr<prometheus::Exposer> exposer, std::string address)
      : exposer_(std::move(exposer)), address_(std::move(address)) {}

  const std::unique_ptr<prometheus::Exposer> exposer_;
  const std::string address_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_METRICS_ENDPOINT_H_
