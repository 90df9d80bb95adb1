#include "sandbox/network/egress_rules.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay::sandbox {
namespace {

// Refused, not dropped, so that programs learn it at once.
constexpr char kRefuse[] =
    "    meta l4proto tcp reject with tcp reset\n"
    "    reject with icmpx type admin-prohibited\n";

// "    MATCH ip daddr . tcp dport { ... } accept".
std::string AcceptRule(absl::string_view match, const std::vector<Endpoint>& allowed, bool udp) {
  std::vector<std::string> elements;
  for (const Endpoint& endpoint : allowed) {
    if (endpoint.udp != udp) continue;
    elements.push_back(absl::StrCat(Ipv4Text(endpoint.address), " . ", endpoint.port));
  }
  if (elements.empty()) return "";
  return absl::StrCat("    ", match, "ip daddr . ", udp ? "udp" : "tcp", " dport { ",
                      absl::StrJoin(elements, ", "), " } accept\n");
}

std::string AcceptRules(absl::string_view match, const std::vector<Endpoint>& allowed) {
  return absl::StrCat(AcceptRule(match, allowed, /*udp=*/false),
                      AcceptRule(match, allowed, /*udp=*/true));
}

}  // namespace

std::string EgressRules(const std::vector<Endpoint>& allowed) {
  const std::string from_runs =
      absl::StrCat("iifname \"", kRunDevicePrefix, "*\" oifname \"", kUplinkDevice, "\" ");
  return absl::StrCat(
      "table inet egress {\n",
      // The namespace itself has no service; what runs send to its addresses ends here.
      "  chain input {\n    type filter hook input priority filter; policy drop;\n", kRefuse,
      "  }\n", "  chain forward {\n    type filter hook forward priority filter; policy drop;\n",
      // Whatever the list says.
      "    ip daddr { 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/3 } reject\n",
      "    ct state established,related accept\n", AcceptRules(from_runs, allowed), kRefuse,
      "  }\n", "  chain leave {\n    type nat hook postrouting priority srcnat; policy accept;\n",
      "    oifname \"", kUplinkDevice, "\" masquerade\n  }\n}\n");
}

std::string RunEgressRules(const std::vector<Endpoint>& allowed) {
  return absl::StrCat(
      "table inet run {\n",
      "  chain output {\n    type filter hook output priority filter; policy drop;\n",
      "    oifname \"lo\" accept\n", AcceptRules("", allowed), kRefuse, "  }\n}\n");
}

}  // namespace assay::sandbox
