#ifndef ASSAY_SANDBOX_NETWORK_EGRESS_RULES_H_
#define ASSAY_SANDBOX_NETWORK_EGRESS_RULES_H_

#include <string>
#include <vector>

#include "sandbox/network/ipv4.h"

namespace assay::sandbox {

// Devices of the namespace between runs and the outside.
inline constexpr char kUplinkDevice[] = "uplink";
// Followed by a number.
inline constexpr char kRunDevicePrefix[] = "run";

// The rules of that namespace, as nft(8) reads them: runs reach `allowed` by the uplink and nothing
// else, and only answers come back.
std::string EgressRules(const std::vector<Endpoint>& allowed);

// The rules of the namespace of one run, which is to reach itself and `allowed` alone, whatever
// others reach. Not empty.
std::string RunEgressRules(const std::vector<Endpoint>& allowed);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_NETWORK_EGRESS_RULES_H_
