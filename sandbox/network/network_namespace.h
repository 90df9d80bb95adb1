#ifndef ASSAY_SANDBOX_NETWORK_NETWORK_NAMESPACE_H_
#define ASSAY_SANDBOX_NETWORK_NETWORK_NAMESPACE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/network/ipv4.h"
#include "sandbox/network_spec.h"

struct nl_sock;

namespace assay::sandbox {

// A network namespace and its devices, by rtnetlink(7). It lives as long as this object or a
// process in it, and its devices with it. Needs CAP_SYS_ADMIN and CAP_NET_ADMIN. Not thread-safe.
class NetworkNamespace {
 public:
  // A new one with a loopback device that is up, in which there is no IPv6 but on loopback.
  static absl::StatusOr<NetworkNamespace> Make();
  // One that is there; this process's own where `path` is empty.
  static absl::StatusOr<NetworkNamespace> Open(const std::string& path);

  NetworkNamespace(NetworkNamespace&&) noexcept;
  NetworkNamespace& operator=(NetworkNamespace&&) noexcept;
  ~NetworkNamespace();

  int fd() const { return fd_.get(); }

  // Makes two devices that are one cable: `name` in here, `peer_name` in `peer`.
  absl::Status MakeCable(const std::string& name, NetworkNamespace& peer,
                         const std::string& peer_name);
  absl::Status RemoveDevice(const std::string& name);
  // Gives a device an address, and takes it into use.
  absl::Status SetAddress(const std::string& device, Ipv4 address, int prefix_length);
  // Whether a device in here has the address.
  absl::StatusOr<bool> HasAddress(Ipv4 address);
  // What is for nobody else goes to `gateway` by `device`.
  absl::Status SetDefaultRoute(const std::string& device, Ipv4 gateway);
  // What leaves by `device` does so at `bytes_per_second` at most: a token bucket (tc-tbf(8)).
  absl::Status LimitRate(const std::string& device, int64_t bytes_per_second);
  // What the device has sent and received since it was made.
  absl::StatusOr<NetworkUsage> ReadCounters(const std::string& device);

  // Calls `work` on a thread of its own that is in this namespace.
  absl::Status Run(const std::function<absl::Status()>& work) const;

 private:
  struct FreeSocket {
    void operator()(nl_sock* socket) const;
  };

  explicit NetworkNamespace(UniqueFd fd);
  // Opens the socket.
  absl::Status Connect();
  absl::StatusOr<int> IndexOf(const std::string& device);

  UniqueFd fd_;
  std::unique_ptr<nl_sock, FreeSocket> socket_;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_NETWORK_NETWORK_NAMESPACE_H_
