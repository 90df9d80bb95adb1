#ifndef ASSAY_JUDGE_SERVICE_LISTEN_ADDRESS_H_
#define ASSAY_JUDGE_SERVICE_LISTEN_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// An address to listen at.
struct ListenAddress {
  // Absolute; empty for TCP.
  std::string socket_path;
  // An IPv4 or IPv6 address without brackets, or a host name; empty for a Unix socket.
  std::string host;
  // 0: any free one.
  int port = 0;
  // Only this machine reaches it, as far as the address tells: a Unix socket, or a loopback
  // address.
  bool local = false;
  // A name that gRPC looks up.
  bool is_name = false;

  bool is_unix() const { return !socket_path.empty(); }
  // "unix:PATH", "HOST:PORT" or "[IPV6]:PORT", as gRPC takes it.
  std::string ToString() const;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

// Parses "unix:PATH", "HOST:PORT" or "[IPV6]:PORT". "localhost" is 127.0.0.1, whatever the resolver
// says. INVALID_ARGUMENT repeats the text and gives the accepted form.
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// Whether `peer`, as grpc::ServerContext::peer() has it, is on this machine: a Unix socket's other
// end or a loopback address.
bool IsLocalPeer(absl::string_view peer);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_LISTEN_ADDRESS_H_
