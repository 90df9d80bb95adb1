#include "sandbox/network/egress_rules.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace assay::sandbox {
namespace {

// "    iifname ... tcp dport . ip daddr { ... } accept".
std::string AcceptRule(const std::vector<Endpoint>& allowed, bool udp) {
  std::vector<std::string> elements;
  for (const Endpoint& endpoint : allowed) {
    if (endpoint.udp != udp) continue;
    elements.push_back(absl::StrCat(Ipv4Text(endpoint.address), " . ", endpoint.port));
  }
  if (elements.empty()) return "";
  return absl::StrCat("    iifname \"", kRunDevicePrefix, "*\" oifname \"", kUplinkDevice,
                      "\" ip daddr . ", udp ? "udp" : "tcp", " dport { ",
                      absl::StrJoin(elements, ", "), " } accept\n");
}

}  // namespace

std::string EgressRules(const std::vector<Endpoint>& allowed) {
  // Refused, not dropped, so that programs learn it at once.
  constexpr char kRefuse[] =
      "    meta l4proto tcp reject with tcp reset\n"
      "    reject with icmpx type admin-prohibited\n";
  return absl::StrCat(
      "table inet egress {\n",
      // The namespace itself has no service; what runs send to its addresses ends here.
      "  chain input {\n    type filter hook input priority filter; policy drop;\n", kRefuse,
      "  }\n", "  chain forward {\n    type filter hook forward priority filter; policy drop;\n",
      // Whatever the list says.
      "    ip daddr { 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/3 } reject\n",
      "    ct state established,related accept\n", AcceptRule(allowed, /*udp=*/false),
      AcceptRule(allowed, /*udp=*/true), kRefuse, "  }\n",
      "  chain leave {\n    type nat hook postrouting priority srcnat; policy accept;\n",
      "    oifname \"", kUplinkDevice, "\" masquerade\n  }\n}\n");
}

}  // namespace assay::sandbox
