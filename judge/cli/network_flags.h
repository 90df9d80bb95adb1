#ifndef ASSAY_JUDGE_CLI_NETWORK_FLAGS_H_
#define ASSAY_JUDGE_CLI_NETWORK_FLAGS_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sandbox/network_spec.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// What a run may reach.
struct NetworkFlags {
  // "none", "loopback" or "egress".
  std::string policy = "none";
  sandbox::NetworkRates rates;
  sandbox::EgressOptions egress;

  bool any() const { return policy != "none"; }
  // `policy` with what a network needs, where there is one: "run+network".
  std::string SeccompPolicy(const std::string& policy) const;
  // INVALID_ARGUMENT where flags of a network are given without it.
  absl::Status Check() const;
  // The same, and without an uplink for egress. Sets what is given.
  absl::Status Apply(sandbox::SandboxOptions* options) const;
  // Null for "none".
  absl::StatusOr<std::shared_ptr<sandbox::Network>> Make(const sandbox::Sandbox& sandbox) const;
};

// Adds --network, --network-send-rate, --network-receive-rate, --allow, --uplink and
// --uplink-namespace, which write to `flags`.
void AddNetworkFlags(CLI::App* command, NetworkFlags* flags);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_NETWORK_FLAGS_H_
