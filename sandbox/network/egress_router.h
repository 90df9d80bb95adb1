#ifndef ASSAY_SANDBOX_NETWORK_EGRESS_ROUTER_H_
#define ASSAY_SANDBOX_NETWORK_EGRESS_ROUTER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/network/ipv4.h"
#include "sandbox/network/network.h"
#include "sandbox/network/network_namespace.h"
#include "sandbox/network_spec.h"

namespace assay::sandbox {

// A network namespace between runs and the outside: each run's cable ends in it, the uplink leaves
// it, and its packet filter (nftables) decides what goes from one to the other. The host's own
// tables and settings stay as they are; all that the outside gets is the far end of the uplink, one
// device with one address. It is gone with this process, however that ends. Thread-safe.
class EgressRouter : public std::enable_shared_from_this<EgressRouter> {
 public:
  // INVALID_ARGUMENT names the option that is wrong; FAILED_PRECONDITION what the host lacks (nft).
  static absl::StatusOr<std::shared_ptr<EgressRouter>> Create(const EgressOptions& options);

  // A run's network, which reaches those of EgressOptions::allowed that `allowed` lists, too; all
  // of them when it is empty. RESOURCE_EXHAUSTED when there are too many.
  absl::StatusOr<std::shared_ptr<Network>> Connect(const NetworkRates& rates,
                                                   const std::vector<std::string>& allowed);

 private:
  EgressRouter(NetworkNamespace router, std::string nft, std::vector<Endpoint> allowed);
  // Of a run's own namespace; empty for a run without a list of its own.
  absl::StatusOr<std::string> RunRules(const std::vector<std::string>& allowed) const;
  absl::Status ConnectUplink(const EgressOptions& options, const LinkAddresses& link);
  // Takes back a run's number.
  void Disconnect(int number);
  absl::StatusOr<std::shared_ptr<Network>> ConnectAs(int number, NetworkNamespace made,
                                                     const NetworkRates& rates)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string nft_;
  const std::vector<Endpoint> allowed_;
  absl::Mutex mutex_;
  NetworkNamespace router_ ABSL_GUARDED_BY(mutex_);
  // Of runs' cables, which have two addresses each.
  std::vector<int> free_numbers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_NETWORK_EGRESS_ROUTER_H_
