#include "judge/cli/remote/connection.h"

#include <grpcpp/security/credentials.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/remote/server_address.h"
#include "judge/cli/remote/token_file.h"
#include "judge/rpc/grpc_status.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int64_t kMostPemBytes = 4 << 20;
// A judgement of ten thousand tests has some.
constexpr int kMostMessageBytes = 256 << 20;
// Where Debian's package ca-certificates has them.
constexpr char kHostAuthorities[] = "/etc/ssl/certs/ca-certificates.crt";

absl::StatusOr<std::string> ReadPem(const std::string& path, absl::string_view flag) {
  if (path.empty()) return std::string();
  absl::StatusOr<std::string> pem = ReadFile(path, kMostPemBytes);
  if (!pem.ok()) return Annotate(pem.status(), flag);
  return pem;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const ServerFlags& flags) {
  if (!flags.uses_tls()) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  const bool host_authorities = flags.tls_ca_file.empty();
  ASSAY_ASSIGN_OR_RETURN(
      options.pem_root_certs,
      ReadPem(host_authorities ? kHostAuthorities : flags.tls_ca_file,
              host_authorities
                  ? "this host's authorities; install ca-certificates, or give --tls-ca"
                  : "--tls-ca"));
  ASSAY_ASSIGN_OR_RETURN(options.pem_cert_chain, ReadPem(flags.tls_certificate_file, "--tls-cert"));
  ASSAY_ASSIGN_OR_RETURN(options.pem_private_key, ReadPem(flags.tls_key_file, "--tls-key"));
  return grpc::SslCredentials(options);
}

std::shared_ptr<grpc::Channel> MakeChannel(
    const ServerAddress& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(kMostMessageBytes);
  arguments.SetMaxSendMessageSize(kMostMessageBytes);
  // A server that restarts is back soon.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  // Finds out that the server's host is gone.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  return grpc::CreateCustomChannel(address.target, credentials, arguments);
}

}  // namespace

Connection::Connection(std::string address, std::string token)
    : address_(std::move(address)), token_(std::move(token)) {}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ServerFlags& flags) {
  ASSAY_ASSIGN_OR_RETURN(const ServerAddress address, ParseServerAddress(flags.address));
  std::string token;
  if (!flags.token_file.empty()) {
    ASSAY_ASSIGN_OR_RETURN(token, ReadTokenFile(flags.token_file));
    if (!flags.uses_tls() && !address.on_this_host) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the token would go to ", MakePrintableLine(flags.address),
          " in the clear; use TLS (--tls, or --tls-ca FILE), or a tunnel to this host"));
    }
  }
  std::unique_ptr<Connection> connection(
      new Connection(MakePrintableLine(flags.address), std::move(token)));
  connection->stop_ = UniqueFd(eventfd(0, EFD_CLOEXEC));
  if (!connection->stop_.valid()) return ErrnoStatus(errno, "make an eventfd");
  ASSAY_ASSIGN_OR_RETURN(connection->signals_,
                         SignalWatcher::Create([raw = connection.get()] { raw->Interrupt(); }));
  // The first of gRPC's objects starts its threads, which must not take our signals.
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ChannelCredentials> credentials,
                         MakeCredentials(flags));
  const std::shared_ptr<grpc::Channel> channel = MakeChannel(address, credentials);
  connection->judge_ = ::judge::v1::JudgeService::NewStub(channel);
  connection->sandbox_ = ::sandbox::v1::SandboxService::NewStub(channel);
  return connection;
}

Connection::Call::Call(Connection* connection) : connection_(connection) {
  connection_->Authorize(&context_);
  const absl::MutexLock lock(&connection_->mutex_);
  connection_->calls_.insert(this);
  if (connection_->interrupted_) Cancel();
}

Connection::Call::~Call() {
  const absl::MutexLock lock(&connection_->mutex_);
  connection_->calls_.erase(this);
}

void Connection::Authorize(grpc::ClientContext* context) const {
  if (!token_.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token_));
}

std::unique_ptr<grpc::ClientContext> Connection::LastContext(absl::Duration timeout) const {
  auto context = std::make_unique<grpc::ClientContext>();
  Authorize(context.get());
  context->set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(timeout));
  return context;
}

void Connection::Interrupt() {
  cancellation_.Cancel();
  const absl::MutexLock lock(&mutex_);
  interrupted_ = true;
  eventfd_write(stop_.get(), 1);
  for (Call* call : calls_) call->Cancel();
}

absl::StatusOr<::judge::v1::ServerInfo> Connection::GetServerInfo() {
  ::judge::v1::ServerInfo info;
  Call call(this);
  const grpc::Status end = judge_->GetServerInfo(call.context(), {}, &info);
  if (!end.ok()) return Explain(end);
  return info;
}

bool Connection::Wait(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&interrupted_), duration);
}

bool Connection::interrupted() const {
  const absl::MutexLock lock(&mutex_);
  return interrupted_;
}

absl::Status Connection::Explain(const grpc::Status& status) const {
  absl::Status plain = FromGrpcStatus(status);
  // Not the server's word, which has a reason, but gRPC's on this side.
  const bool ours = ReasonOf(plain).empty();
  const auto with = [&](const std::string& message) {
    absl::Status explained(plain.code(), message);
    plain.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
      explained.SetPayload(url, payload);
    });
    return explained;
  };
  switch (plain.code()) {
    case absl::StatusCode::kUnavailable:
      if (!ours) break;
      return with(absl::StrCat("no sandboxd answers at ", address_,
                               "; is it running there, and with TLS or without as here? (",
                               plain.message(), ")"));
    case absl::StatusCode::kUnimplemented:
      return with(absl::StrCat("what answers at ", address_,
                               " is no sandboxd of this version: ", plain.message()));
    case absl::StatusCode::kUnauthenticated:
      return with(absl::StrCat("the server does not know us: ", plain.message(),
                               "; give --token-file, or ASSAY_TOKEN_FILE, the file of a token that "
                               "it knows"));
    case absl::StatusCode::kPermissionDenied:
      return with(absl::StrCat("the server does not let us: ", plain.message()));
    default:
      break;
  }
  return plain;
}

int Connection::Fail(const absl::Status& status) const {
  if (const int signal = signals_->signal(); signal != 0) return 128 + signal;
  return judge::Fail(ExitCodeOfCall(status), status);
}

int ExitCodeOfCall(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kOutOfRange:
      return kExitUsage;
    default:
      return kExitHost;
  }
}

}  // namespace assay::judge
