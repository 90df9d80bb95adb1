#ifndef ASSAY_JUDGE_SERVICE_SERVER_SETUP_H_
#define ASSAY_JUDGE_SERVICE_SERVER_SETUP_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "judge/service/config.h"
#include "judge/service/tls_material.h"

namespace assay::judge {

// A server and where it listens, as ListenAddress::ToString() has it, with the ports that were
// free.
struct ListeningServer {
  std::unique_ptr<grpc::Server> server;
  std::vector<std::string> addresses;
};

// Starts `builder`, which has its services, at config.listen and with the config's limits on
// messages, connections and memory. `tls` is for the TCP addresses; Unix sockets have none.
//
// ALREADY_EXISTS when another server listens at a Unix socket; the socket of one that is gone is
// replaced. UNAVAILABLE names the address that could not be had. A Unix socket has the umask's mode
// for a moment: where that has no write permission for others, they never reach it.
absl::StatusOr<ListeningServer> StartServer(const Config& config,
                                            const std::optional<TlsMaterial>& tls,
                                            grpc::ServerBuilder* builder);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_SERVER_SETUP_H_
