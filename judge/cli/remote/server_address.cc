#include "judge/cli/remote/server_address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMostHostBytes = 253;

absl::Status Malformed(absl::string_view text, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("server \"",
                                                 MakePrintableLine(Truncate(text, 200)), "\" ", why,
                                                 "; give unix:PATH, HOST:PORT or [IPV6]:PORT"));
}

// gRPC reads a target as a URI.
std::string PercentEncode(absl::string_view path) {
  std::string encoded;
  for (const char c : path) {
    if (absl::ascii_isalnum(c) || absl::string_view("/-._~").find(c) != absl::string_view::npos) {
      encoded.push_back(c);
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

absl::StatusOr<ServerAddress> UnixAddress(absl::string_view text, absl::string_view path) {
  if (path.empty()) return Malformed(text, "has no path");
  if (path.find('\0') != absl::string_view::npos) return Malformed(text, "has a NUL byte");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Malformed(text, absl::StrCat("has a path of more than ",
                                        sizeof(sockaddr_un::sun_path) - 1, " bytes"));
  }
  return ServerAddress{.target = absl::StrCat("unix:", PercentEncode(path)), .on_this_host = true};
}

bool IsIpv4(const std::string& host, in_addr* address) {
  return inet_pton(AF_INET, host.c_str(), address) == 1;
}

bool IsHostName(absl::string_view host) {
  if (host.empty() || host.size() > kMostHostBytes || host.front() == '-') return false;
  for (const char c : host) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '.' && c != '_') return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<ServerAddress> ParseServerAddress(absl::string_view text) {
  absl::string_view path = text;
  if (absl::ConsumePrefix(&path, "unix:")) return UnixAddress(text, path);
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return Malformed(text, "has no port");
  const absl::string_view digits = text.substr(colon + 1);
  int port = 0;
  for (const char c : digits) {
    if (!absl::ascii_isdigit(c)) return Malformed(text, "has no number as its port");
  }
  if (!absl::SimpleAtoi(digits, &port) || port < 1 || port > 65535) {
    return Malformed(text, "has a port that is not 1 to 65535");
  }
  absl::string_view host = text.substr(0, colon);
  // The resolver takes addresses as they are, and no other scheme can be meant.
  const std::string target = absl::StrCat("dns:///", host, ":", port);
  if (absl::ConsumePrefix(&host, "[")) {
    in6_addr address;
    if (!absl::ConsumeSuffix(&host, "]") ||
        inet_pton(AF_INET6, std::string(host).c_str(), &address) != 1) {
      return Malformed(text, "has no IPv6 address between the brackets");
    }
    return ServerAddress{.target = target, .on_this_host = IN6_IS_ADDR_LOOPBACK(&address) != 0};
  }
  if (!IsHostName(host)) return Malformed(text, "has no host name");
  in_addr address;
  const bool loopback = IsIpv4(std::string(host), &address)
                            ? ntohl(address.s_addr) >> 24 == IN_LOOPBACKNET
                            : absl::AsciiStrToLower(host) == "localhost";
  return ServerAddress{.target = target, .on_this_host = loopback};
}

}  // namespace assay::judge
