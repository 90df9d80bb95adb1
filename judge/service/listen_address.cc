#include "judge/service/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr absl::string_view kUnixPrefix = "unix:";
constexpr size_t kMaxPathBytes = sizeof(sockaddr_un::sun_path) - 1;
constexpr size_t kMaxNameBytes = 253;
constexpr int kMaxPort = 65535;

absl::Status Wrong(absl::string_view text, absl::string_view what) {
  constexpr size_t kMaxQuotedBytes = 120;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", MakePrintableLine(Truncate(text, kMaxQuotedBytes)), "\" ", what,
                   "; an address is unix:PATH, HOST:PORT or [IPV6]:PORT"));
}

// Whether the address is loopback; nothing when `host` is no IPv4 address.
std::optional<bool> Ipv4IsLoopback(const std::string& host) {
  in_addr address;
  if (inet_pton(AF_INET, host.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr) >> 24 == 127;
}

std::optional<bool> Ipv6IsLoopback(const std::string& host) {
  in6_addr address;
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return std::nullopt;
  if (IN6_IS_ADDR_V4MAPPED(&address)) return address.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&address);
}

// Labels of letters, digits and hyphens (RFC 1123). The last is not a number: that would be an
// address that is written in an odd way, such as 127.1.
bool IsHostName(absl::string_view host) {
  if (host.empty() || host.size() > kMaxNameBytes) return false;
  const std::vector<absl::string_view> labels = absl::StrSplit(host, '.');
  for (const absl::string_view label : labels) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (const unsigned char c : label) {
      if (!absl::ascii_isalnum(c) && c != '-') return false;
    }
  }
  return !std::all_of(labels.back().begin(), labels.back().end(), absl::ascii_isdigit);
}

bool ParsePort(absl::string_view text, int* port) {
  if (text.empty() || text.size() > 5) return false;
  if (!std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return false;
  return absl::SimpleAtoi(text, port) && *port <= kMaxPort;
}

absl::StatusOr<ListenAddress> ParseUnix(absl::string_view text) {
  const absl::string_view path = absl::StripPrefix(text, kUnixPrefix);
  if (path.empty() || path.front() != '/') return Wrong(text, "has no absolute path");
  if (path.size() > kMaxPathBytes) {
    return Wrong(text, absl::StrCat("has a path of more than ", kMaxPathBytes, " bytes"));
  }
  // gRPC takes the text for a URI, in which these would mean something else.
  if (!IsPlainText(path) || path.find_first_of("?#%") != absl::string_view::npos) {
    return Wrong(text, "has a character in its path that a socket's can't have");
  }
  if (path.back() == '/') return Wrong(text, "names a folder");
  ListenAddress address;
  address.socket_path = std::string(path);
  address.local = true;
  return address;
}

}  // namespace

std::string ListenAddress::ToString() const {
  if (is_unix()) return absl::StrCat(kUnixPrefix, socket_path);
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return is_ipv6 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  if (absl::StartsWith(text, kUnixPrefix)) return ParseUnix(text);
  ListenAddress address;
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return Wrong(text, "has no port");
  if (!ParsePort(text.substr(colon + 1), &address.port)) {
    return Wrong(text, "has no port of 0 to 65535");
  }
  absl::string_view host = text.substr(0, colon);
  std::optional<bool> loopback;
  if (absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]")) {
    address.host = std::string(host);
    loopback = Ipv6IsLoopback(address.host);
    if (!loopback.has_value()) return Wrong(text, "has no IPv6 address in its brackets");
  } else if (absl::EqualsIgnoreCase(host, "localhost")) {
    address.host = "127.0.0.1";
    loopback = true;
  } else if (host.empty()) {
    return Wrong(text, "has no host (0.0.0.0 and [::] are all there are)");
  } else {
    address.host = std::string(host);
    loopback = Ipv4IsLoopback(address.host);
    address.is_name = !loopback.has_value();
    if (address.is_name && !IsHostName(host)) {
      return Wrong(text, "has a host that is neither an address nor a name");
    }
  }
  address.local = loopback.value_or(false);
  return address;
}

bool IsLocalPeer(absl::string_view peer) {
  if (absl::StartsWith(peer, kUnixPrefix)) return true;
  const bool is_ipv6 = absl::ConsumePrefix(&peer, "ipv6:");
  if (!is_ipv6 && !absl::ConsumePrefix(&peer, "ipv4:")) return false;
  const size_t colon = peer.rfind(':');
  if (colon == absl::string_view::npos) return false;
  peer = peer.substr(0, colon);
  if (!is_ipv6) return Ipv4IsLoopback(std::string(peer)).value_or(false);
  // Brackets are percent-encoded by some versions of gRPC.
  if (!absl::ConsumePrefix(&peer, "[")) absl::ConsumePrefix(&peer, "%5B");
  if (!absl::ConsumeSuffix(&peer, "]")) absl::ConsumeSuffix(&peer, "%5D");
  return Ipv6IsLoopback(std::string(peer)).value_or(false);
}

}  // namespace assay::judge
