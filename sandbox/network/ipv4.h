#ifndef ASSAY_SANDBOX_NETWORK_IPV4_H_
#define ASSAY_SANDBOX_NETWORK_IPV4_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::sandbox {

// An address of IPv4, in the host's byte order.
using Ipv4 = uint32_t;

// "10.0.0.1". INVALID_ARGUMENT for what is no such address.
absl::StatusOr<Ipv4> ParseIpv4(absl::string_view text);
std::string Ipv4Text(Ipv4 address);

// What runs with a way out have, two for each: of the range that is set apart for tests of
// networks, whose other half pairs use.
inline constexpr Ipv4 kRunAddresses = 0xC6130000;  // 198.19.0.0/16
inline constexpr int kRunAddressesLength = 16;

// Both ends of a link that has no others.
struct LinkAddresses {
  Ipv4 near = 0;
  Ipv4 far = 0;
  int prefix_length = 0;
};

// The link of which `text`, "ADDRESS/30" or "ADDRESS/31", is the far end.
absl::StatusOr<LinkAddresses> ParseLink(absl::string_view text);

// A service that may be reached.
struct Endpoint {
  Ipv4 address = 0;
  int port = 0;
  bool udp = false;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// See EgressOptions::allowed.
absl::StatusOr<Endpoint> ParseEndpoint(absl::string_view text);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_NETWORK_IPV4_H_
