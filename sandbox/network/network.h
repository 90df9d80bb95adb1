#ifndef ASSAY_SANDBOX_NETWORK_NETWORK_H_
#define ASSAY_SANDBOX_NETWORK_NETWORK_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/network/network_namespace.h"
#include "sandbox/network_spec.h"

namespace assay::sandbox {

// The network that one run has, and no other. Made before its jail; gone with the last holder.
// Its namespace is not the jail's: no program in there, whatever it can do in its own namespaces,
// can change a device or an address. Thread-safe.
class Network {
 public:
  // Called once with the end of the network.
  using OnEnd = std::function<void()>;

  // `device` is what the run's bytes are counted at.
  Network(NetworkNamespace network_namespace, std::string device, OnEnd on_end = nullptr);
  ~Network();

  int namespace_fd() const { return namespace_fd_; }

  // Whether this is the first call: a network serves one run.
  bool Claim();

  absl::StatusOr<NetworkUsage> ReadUsage();

 private:
  const std::string device_;
  const OnEnd on_end_;
  absl::Mutex mutex_;
  NetworkNamespace namespace_ ABSL_GUARDED_BY(mutex_);
  const int namespace_fd_;
  bool claimed_ ABSL_GUARDED_BY(mutex_) = false;
};

// A run's own loopback, 127.0.0.1 and ::1, and nothing else.
absl::StatusOr<std::shared_ptr<Network>> MakeLoopbackNetwork();

// What the runs of a pair have, besides their loopbacks: a cable between them. The first is at
// kFirstOfPair, the second at kSecondOfPair.
struct NetworkPair {
  std::shared_ptr<Network> first;
  std::shared_ptr<Network> second;
};
inline constexpr Ipv4 kFirstOfPair = 0xC6120001;   // 198.18.0.1
inline constexpr Ipv4 kSecondOfPair = 0xC6120002;  // 198.18.0.2

// `rates`: of the first one; the second one sends what it receives.
absl::StatusOr<NetworkPair> MakeNetworkPair(const NetworkRates& rates);

// INVALID_ARGUMENT for a rate out of its range.
absl::Status ValidateNetworkRates(const NetworkRates& rates);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_NETWORK_NETWORK_H_
