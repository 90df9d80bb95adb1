#include "judge/service/server_setup.h"

#include <grpc/grpc.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "judge/service/listen_address.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

bool SomebodyListens(const std::string& path) {
  const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::copy_n(path.data(), std::min(path.size(), sizeof address.sun_path - 1), address.sun_path);
  if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return true;
  // A queue that is full is somebody's.
  return errno == EAGAIN;
}

// gRPC would take a path away from whoever uses it.
absl::Status CheckSocketPath(const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return ErrnoStatus(errno, absl::StrCat("look at ", path));
  }
  if (!S_ISSOCK(info.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is in the way: it is there and is no socket"));
  }
  if (!SomebodyListens(path)) return absl::OkStatus();
  return absl::AlreadyExistsError(absl::StrCat("another server listens at ", path));
}

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const ListenAddress& address,
                                                         const std::optional<TlsMaterial>& tls) {
  if (address.is_unix() || !tls.has_value()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      tls->client_ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                             : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls->client_ca;
  options.pem_key_cert_pairs.push_back({tls->private_key, tls->certificate_chain});
  return grpc::SslServerCredentials(options);
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

void SetLimits(const Config& config, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(static_cast<int>(config.max_message_bytes));
  // What has been judged can be fetched, however many tests it has.
  builder->SetMaxSendMessageSize(-1);
  grpc::ResourceQuota quota("sandboxd");
  quota.Resize(static_cast<size_t>(config.max_transport_bytes));
  builder->SetResourceQuota(quota);
  const struct {
    const char* name;
    int value;
  } arguments[] = {
      // A port is one server's.
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(config.keepalive_time)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(config.keepalive_timeout)},
      // A client that waits for its turn, or keeps a connection ready, may ping as well.
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
       Milliseconds(config.keepalive_min_client_interval)},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(config.max_connection_idle)},
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, config.max_connection_calls},
  };
  for (const auto& [name, value] : arguments) builder->AddChannelArgument(name, value);
}

}  // namespace

absl::StatusOr<ListeningServer> StartServer(const Config& config,
                                            const std::optional<TlsMaterial>& tls,
                                            grpc::ServerBuilder* builder) {
  for (const ListenAddress& address : config.listen) {
    if (address.is_unix()) ASSAY_RETURN_IF_ERROR(CheckSocketPath(address.socket_path));
  }
  SetLimits(config, builder);
  std::vector<int> ports(config.listen.size());
  for (size_t i = 0; i < config.listen.size(); ++i) {
    const ListenAddress& address = config.listen[i];
    builder->AddListeningPort(address.ToString(), MakeCredentials(address, tls), &ports[i]);
  }
  ListeningServer listening;
  listening.server = builder->BuildAndStart();
  for (size_t i = 0; i < config.listen.size(); ++i) {
    ListenAddress address = config.listen[i];
    // gRPC gives a Unix socket a number that is not 0, too.
    if (listening.server == nullptr && ports[i] > 0) continue;
    if (ports[i] <= 0) {
      return absl::UnavailableError(absl::StrCat(
          "cannot listen at ", address.ToString(), ": ",
          address.is_unix() ? "is the folder there, and may this user write to it?"
                            : "is the port another's, or the address not this machine's?"));
    }
    if (address.is_unix() && chmod(address.socket_path.c_str(), config.socket_mode) != 0) {
      return ErrnoStatus(errno, absl::StrCat("chmod ", address.socket_path));
    }
    address.port = ports[i];
    listening.addresses.push_back(address.ToString());
  }
  if (listening.server == nullptr) return absl::UnavailableError("the server could not be started");
  return listening;
}

}  // namespace assay::judge
