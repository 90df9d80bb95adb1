#include "sandbox/network/ipv4.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

// Whether the first `length` bits of both are the same.
bool IsWithin(Ipv4 address, Ipv4 network, int length) {
  return (address ^ network) >> (32 - length) == 0;
}

absl::Status Refuse(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" ", what));
}

}  // namespace

absl::StatusOr<Ipv4> ParseIpv4(absl::string_view text) {
  in_addr address;
  if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) {
    return Refuse(text, "is no address of IPv4, such as 10.0.0.1");
  }
  return ntohl(address.s_addr);
}

std::string Ipv4Text(Ipv4 address) {
  return absl::StrCat(address >> 24, ".", address >> 16 & 0xFF, ".", address >> 8 & 0xFF, ".",
                      address & 0xFF);
}

absl::StatusOr<LinkAddresses> ParseLink(absl::string_view text) {
  constexpr char kForm[] = "is not ADDRESS/30 or ADDRESS/31, an address of a link";
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  LinkAddresses link;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &link.prefix_length) ||
      (link.prefix_length != 30 && link.prefix_length != 31)) {
    return Refuse(text, kForm);
  }
  ASSAY_ASSIGN_OR_RETURN(link.far, ParseIpv4(parts[0]));
  if (link.prefix_length == 31) {
    link.near = link.far ^ 1;
    return link;
  }
  // The first and the last of the four name the link itself, and everybody on it.
  link.near = link.far ^ 3;
  if ((link.far & 3) == 0 || (link.far & 3) == 3) return Refuse(text, kForm);
  return link;
}

absl::StatusOr<Endpoint> ParseEndpoint(absl::string_view text) {
  Endpoint endpoint;
  absl::string_view rest = text;
  endpoint.udp = absl::ConsumeSuffix(&rest, "/udp");
  const std::vector<absl::string_view> parts = absl::StrSplit(rest, ':');
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[1], &endpoint.port) || endpoint.port < 1 ||
      endpoint.port > 65535) {
    return Refuse(text, "is not ADDRESS:PORT or ADDRESS:PORT/udp, with an address of IPv4");
  }
  ASSAY_ASSIGN_OR_RETURN(endpoint.address, ParseIpv4(parts[0]));
  constexpr struct {
    Ipv4 network;
    int length;
    const char* what;
  } kForbidden[] = {{0x00000000, 8, "is no address of a service"},
                    {0x7F000000, 8, "is each host's own (127.0.0.0/8)"},
                    {0xA9FE0000, 16, "is where clouds have their metadata (169.254.0.0/16)"},
                    {kRunAddresses, kRunAddressesLength, "is among the runs' own addresses"},
                    {0xE0000000, 3, "is no address of one host"}};
  for (const auto& [network, length, what] : kForbidden) {
    if (IsWithin(endpoint.address, network, length)) return Refuse(text, what);
  }
  return endpoint;
}

}  // namespace assay::sandbox
