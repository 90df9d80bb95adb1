#ifndef ASSAY_SANDBOX_NETWORK_SPEC_H_
#define ASSAY_SANDBOX_NETWORK_SPEC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::sandbox {

// How fast a network may be used. What is absent has no bound.
struct NetworkRates {
  // Bytes in a second, headers included: from 8 KiB.
  std::optional<int64_t> send_bytes;
  std::optional<int64_t> receive_bytes;
  friend bool operator==(const NetworkRates&, const NetworkRates&) = default;
};

// What went through a run's network device, headers included. What a program sends to itself counts
// once each way.
struct NetworkUsage {
  int64_t sent_bytes = 0;
  int64_t received_bytes = 0;
  friend bool operator==(const NetworkUsage&, const NetworkUsage&) = default;
};

// The way out for runs that may reach addresses outside. A namespace between them and the outside
// lets through what is allowed, and nothing else: no other run, no other service of the host's.
struct EgressOptions {
  // A network namespace from which the allowed addresses can be reached, such as
  // "/run/netns/lab". Empty: this process's own.
  std::string uplink_namespace;
  // The address that the link to the outside has in that namespace, with the length of its prefix,
  // 30 or 31: "10.200.0.1/30". All that runs send comes from the link's other address.
  std::string uplink_address;
  // What runs may reach: "ADDRESS:PORT", or "ADDRESS:PORT/udp". Of IPv4; not of 127.0.0.0/8,
  // 169.254.0.0/16, where clouds have their metadata, or of 224.0.0.0 and above.
  std::vector<std::string> allowed;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_NETWORK_SPEC_H_
