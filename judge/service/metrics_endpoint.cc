#include "judge/service/metrics_endpoint.h"

#include <exception>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Start(
    const ListenAddress& address, const Metrics& metrics) {
  constexpr size_t kThreads = 2;
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(address.ToString(), kThreads);
    exposer->RegisterCollectable(metrics.collectable());
    ListenAddress bound = address;
    const std::vector<int> ports = exposer->GetListeningPorts();
    if (!ports.empty()) bound.port = ports.front();
    return std::unique_ptr<MetricsEndpoint>(
        new MetricsEndpoint(std::move(exposer), bound.ToString()));
  } catch (const std::exception&) {
    // Its text names neither the address nor the cause.
    return absl::UnavailableError(absl::StrCat(
        "cannot serve metrics at ", address.ToString(),
        ": is the port another's, or the address not this machine's? (metrics_listen)"));
  }
}

}  // namespace assay::judge
