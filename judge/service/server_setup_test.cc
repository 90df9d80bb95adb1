#include "judge/service/server_setup.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/identity.h"
#include "judge/service/test_certificates.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// Answers each call with an error: ABORTED "CLIENT ROLE", or why nobody knows the caller.
class WhoAmI : public grpc::CallbackGenericService {
 public:
  explicit WhoAmI(const Identities* identities) : identities_(identities) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    class Reactor : public grpc::ServerGenericBidiReactor {
     public:
      void OnDone() override { delete this; }
    };
    auto* reactor = new Reactor;
    const absl::StatusOr<Caller> caller = identities_->Identify(*context);
    if (caller.ok()) {
      reactor->Finish(grpc::Status(
          grpc::StatusCode::ABORTED,
          absl::StrCat(caller->client, caller->role == Role::kAdmin ? " admin" : " submit")));
    } else {
      reactor->Finish(ToGrpcStatus(caller.status()));
    }
    return reactor;
  }

 private:
  const Identities* const identities_;
};

struct TestServer {
  TestServer(const Config& config, const std::optional<TlsMaterial>& tls, const Tokens* tokens)
      : identities(tokens, tls.has_value() && !tls->client_ca.empty()), service(&identities) {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(&service);
    listening = StartServer(config, tls, &builder);
  }
  ~TestServer() {
    if (listening.ok()) listening->server->Shutdown(std::chrono::system_clock::now());
  }

  Identities identities;
  WhoAmI service;
  absl::StatusOr<ListeningServer> listening;
};

// The answer of the server at `address`.
absl::Status Call(const std::string& address,
                  const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                  const std::string& token = "") {
  grpc::GenericStub stub(grpc::CreateChannel(address, credentials));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  if (!token.empty()) context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  const grpc::Slice slice("x");
  grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  absl::Notification done;
  grpc::Status status;
  stub.UnaryCall(&context, "/test/WhoAmI", grpc::StubOptions(), &request, &response,
                 [&](const grpc::Status& answer) {
                   status = answer;
                   done.Notify();
                 });
  done.WaitForNotification();
  return FromGrpcStatus(status);
}

Config ListenAt(const std::string& address) {
  Config config;
  config.listen = {ParseListenAddress(address).value_or(ListenAddress())};
  return config;
}

std::string SocketPath(const std::string& name) {
  return absl::StrCat("/tmp/assay-server-setup-", getpid(), "-", name);
}

TEST(ServerSetupTest, ListensAtAUnixSocketOfItsOwner) {
  const std::string path = SocketPath("mode");
  for (const int mode : {0600, 0660}) {
    Config config = ListenAt("unix:" + path);
    config.socket_mode = mode;
    const TestServer server(config, std::nullopt, nullptr);
    ASSERT_TRUE(server.listening.ok()) << server.listening.status();
    EXPECT_EQ(server.listening->addresses[0], "unix:" + path);
    struct stat info;
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, mode);
    EXPECT_EQ(Call("unix:" + path, grpc::InsecureChannelCredentials()).message(), "local admin");
  }
}

TEST(ServerSetupTest, LeavesAnothersSocketAlone) {
  const std::string path = SocketPath("twice");
  const Config config = ListenAt("unix:" + path);
  {
    const TestServer first(config, std::nullopt, nullptr);
    ASSERT_TRUE(first.listening.ok()) << first.listening.status();
    const TestServer second(config, std::nullopt, nullptr);
    EXPECT_TRUE(absl::IsAlreadyExists(second.listening.status())) << second.listening.status();
    EXPECT_EQ(Call("unix:" + path, grpc::InsecureChannelCredentials()).message(), "local admin");
  }
  // A socket whose server was killed.
  {
    unlink(path.c_str());
    const UniqueFd dead(socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  {
    const TestServer next(config, std::nullopt, nullptr);
    EXPECT_TRUE(next.listening.ok()) << next.listening.status();
  }
  unlink(path.c_str());
  ASSERT_TRUE(WriteFile(path, "a file").ok());
  const TestServer file(config, std::nullopt, nullptr);
  EXPECT_TRUE(absl::IsFailedPrecondition(file.listening.status())) << file.listening.status();
  EXPECT_EQ(*ReadFile(path, 100), "a file");
  unlink(path.c_str());
}

TEST(ServerSetupTest, TellsThePortThatWasFreeAndWhichAddressWasNot) {
  const TestServer first(ListenAt("127.0.0.1:0"), std::nullopt, nullptr);
  ASSERT_TRUE(first.listening.ok()) << first.listening.status();
  const std::string address = first.listening->addresses[0];
  EXPECT_NE(address, "127.0.0.1:0");
  EXPECT_EQ(Call(address, grpc::InsecureChannelCredentials()).message(), "local admin");
  for (const std::string& taken : {address, std::string("unix:/nonexistent/folder/socket")}) {
    Config config = ListenAt("127.0.0.1:0");
    config.listen.push_back(*ParseListenAddress(taken));
    const TestServer second(config, std::nullopt, nullptr);
    EXPECT_TRUE(absl::IsUnavailable(second.listening.status()));
    EXPECT_TRUE(absl::StrContains(second.listening.status().message(), taken))
        << second.listening.status();
  }
}

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    const std::string text =
        absl::StrCat("clients { name: 'front' role: ROLE_SUBMIT token_sha256: '",
                     *HashToken("token-of-the-frontend"), "' }",
                     "clients { name: 'root' role: ROLE_ADMIN certificate_name: 'Admin One' }");
    tokens_ = *Tokens::Open(WriteTestFile("setup-tokens", text));
  }

  TlsMaterial Material(bool client_certificates) const {
    const KeyPair server = authority_.Sign("server");
    return {server.certificate, server.key,
            client_certificates ? client_authority_.certificate() : ""};
  }

  // What a client with `pair` trusts and shows.
  std::shared_ptr<grpc::ChannelCredentials> Credentials(const KeyPair& pair = {}) const {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = authority_.certificate();
    options.pem_cert_chain = pair.certificate;
    options.pem_private_key = pair.key;
    return grpc::SslCredentials(options);
  }

  const TestAuthority authority_;
  const TestAuthority client_authority_;
  std::unique_ptr<Tokens> tokens_;
};

TEST_F(TlsTest, AsksForTokens) {
  const TestServer server(ListenAt("127.0.0.1:0"), Material(false), tokens_.get());
  ASSERT_TRUE(server.listening.ok()) << server.listening.status();
  const std::string address = server.listening->addresses[0];
  EXPECT_EQ(Call(address, Credentials(), "token-of-the-frontend").message(), "front submit");
  EXPECT_EQ(ReasonOf(Call(address, Credentials(), "token-of-somebody")), "TOKEN_UNKNOWN");
  const absl::Status missing = Call(address, Credentials());
  EXPECT_EQ(missing.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(missing), "TOKEN_MISSING");
  EXPECT_TRUE(absl::IsUnavailable(Call(address, grpc::InsecureChannelCredentials())));
}

TEST_F(TlsTest, AsksForCertificates) {
  const TestServer server(ListenAt("127.0.0.1:0"), Material(true), tokens_.get());
  ASSERT_TRUE(server.listening.ok()) << server.listening.status();
  const std::string address = server.listening->addresses[0];
  const struct {
    KeyPair pair;
    std::string token;
    std::string answer;
  } cases[] = {
      {client_authority_.Sign("Admin One"), "", "root admin"},
      {client_authority_.Sign("alice"), "", "cert:alice submit"},
      {client_authority_.Sign("alice"), "token-of-the-frontend", "front submit"},
  };
  for (const auto& [pair, token, answer] : cases) {
    EXPECT_EQ(Call(address, Credentials(pair), token).message(), answer);
  }
  EXPECT_EQ(ReasonOf(Call(address, Credentials(client_authority_.Sign("")))),
            "CERTIFICATE_WITHOUT_NAME");
  // None, or one of another authority, does not get as far as a call.
  EXPECT_TRUE(absl::IsUnavailable(Call(address, Credentials(), "token-of-the-frontend")));
  EXPECT_TRUE(absl::IsUnavailable(Call(address, Credentials(authority_.Sign("Admin One")))));
}

TEST_F(TlsTest, LeavesUnixSocketsPlain) {
  const std::string path = SocketPath("plain");
  const TestServer server(ListenAt("unix:" + path), Material(true), nullptr);
  ASSERT_TRUE(server.listening.ok()) << server.listening.status();
  EXPECT_EQ(Call("unix:" + path, grpc::InsecureChannelCredentials()).message(), "local admin");
}

}  // namespace
}  // namespace assay::judge
