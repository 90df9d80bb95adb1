#include "judge/cli/network_flags.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/cli/units.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr char kGroup[] = "Network";

void AddRate(CLI::App* command, const std::string& flag, const std::string& help,
             std::optional<int64_t>* target) {
  command
      ->add_option_function<std::string>(
          flag,
          [=](const std::string& text) {
            const absl::StatusOr<int64_t> value = ParseSize(absl::StripSuffix(text, "/s"));
            if (!value.ok()) {
              throw CLI::ValidationError(flag, std::string(value.status().message()));
            }
            *target = *value;
          },
          help)
      ->type_name("20MB/s")
      ->group(kGroup);
}

}  // namespace

std::string NetworkFlags::SeccompPolicy(const std::string& seccomp) const {
  return any() ? absl::StrCat(seccomp, "+network") : seccomp;
}

absl::Status NetworkFlags::Check() const {
  const bool is_egress = policy == "egress";
  if (!is_egress && (!egress.allowed.empty() || !egress.uplink_address.empty() ||
                     !egress.uplink_namespace.empty())) {
    return absl::InvalidArgumentError(
        "--allow, --uplink and --uplink-namespace are for --network egress");
  }
  if (!is_egress && rates != sandbox::NetworkRates()) {
    return absl::InvalidArgumentError(
        "--network-send-rate and --network-receive-rate are for --network egress");
  }
  return absl::OkStatus();
}

absl::Status NetworkFlags::Apply(sandbox::SandboxOptions* options) const {
  ASSAY_RETURN_IF_ERROR(Check());
  if (policy != "egress") return absl::OkStatus();
  if (egress.uplink_address.empty()) {
    return absl::InvalidArgumentError(
        "--network egress needs --uplink ADDRESS/30, the host's end of the link");
  }
  options->egress = egress;
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<sandbox::Network>> NetworkFlags::Make(
    const sandbox::Sandbox& sandbox) const {
  if (policy == "loopback") return sandbox.MakeLoopbackNetwork();
  if (policy == "egress") return sandbox.MakeEgressNetwork(rates);
  return nullptr;
}

void AddNetworkFlags(CLI::App* command, NetworkFlags* flags) {
  command
      ->add_option("--network", flags->policy,
                   "What the program may reach: nothing, itself at 127.0.0.1, or what --allow "
                   "says. The last two need root")
      ->check(CLI::IsMember({"none", "loopback", "egress"}))
      ->type_name("")
      ->capture_default_str()
      ->group(kGroup);
  AddRate(command, "--network-send-rate", "Bytes that it sends, in a second",
          &flags->rates.send_bytes);
  AddRate(command, "--network-receive-rate", "Bytes that it receives, in a second",
          &flags->rates.receive_bytes);
  command
      ->add_option("--allow", flags->egress.allowed, "With egress: what may be reached; repeatable")
      ->type_name("ADDRESS:PORT[/udp]")
      ->allow_extra_args(false)
      ->group(kGroup);
  command
      ->add_option("--uplink", flags->egress.uplink_address,
                   "With egress: the outside's end of the link, of IPv4")
      ->type_name("ADDRESS/30")
      ->group(kGroup);
  command
      ->add_option("--uplink-namespace", flags->egress.uplink_namespace,
                   "With egress: the network namespace that the link ends in; the host's own when "
                   "not given")
      ->type_name("PATH")
      ->group(kGroup);
}

}  // namespace assay::judge
