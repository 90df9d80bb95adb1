#ifndef ASSAY_JUDGE_CLI_REMOTE_SERVER_ADDRESS_H_
#define ASSAY_JUDGE_CLI_REMOTE_SERVER_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// Where a server is.
struct ServerAddress {
  // As gRPC wants it, https://github.com/grpc/grpc/blob/master/doc/naming.md.
  std::string target;
  // A Unix socket or a loopback address: what is sent there never leaves the host.
  bool on_this_host = false;
  friend bool operator==(const ServerAddress&, const ServerAddress&) = default;
};

// Reads unix:PATH, HOST:PORT, IPV4:PORT or [IPV6]:PORT. INVALID_ARGUMENT repeats the text and gives
// the accepted form.
absl::StatusOr<ServerAddress> ParseServerAddress(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_SERVER_ADDRESS_H_
