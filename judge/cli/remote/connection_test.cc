#include "judge/cli/remote/connection.h"

#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

ServerFlags Flags(const std::string& address) {
  ServerFlags flags;
  flags.address = address;
  return flags;
}

std::string TokenFile() {
  const std::string path = absl::StrCat(getenv("TEST_TMPDIR"), "/token");
  EXPECT_EQ(WriteFile(path, "s3cret\n", 0600), absl::OkStatus());
  return path;
}

// Answers GetServerInfo with the token that came.
class Echo : public ::judge::v1::JudgeService::Service {
  grpc::Status GetServerInfo(grpc::ServerContext* context,
                             const ::judge::v1::GetServerInfoRequest* /*request*/,
                             ::judge::v1::ServerInfo* info) override {
    for (const auto& [key, value] : context->client_metadata()) {
      if (key == "authorization") info->set_version(std::string(value.data(), value.size()));
    }
    return grpc::Status::OK;
  }
};

TEST(ConnectionTest, SendsTheTokenOnThisHost) {
  Echo service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);
  ServerFlags flags = Flags(absl::StrCat("127.0.0.1:", port));
  // What nobody listens at.
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  flags.token_file = TokenFile();
  const auto connection = Connection::Open(flags);
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto info = (*connection)->GetServerInfo();
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->version(), "Bearer s3cret");
  EXPECT_FALSE((*connection)->interrupted());
  EXPECT_TRUE((*connection)->Wait(absl::Milliseconds(1)));
  unsetenv("http_proxy");
}

TEST(ConnectionTest, KeepsTheTokenFromTheNetwork) {
  ServerFlags flags = Flags("192.0.2.1:50051");
  flags.token_file = TokenFile();
  const absl::Status status = Connection::Open(flags).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "--tls")) << status;
  EXPECT_FALSE(absl::StrContains(status.message(), "s3cret")) << status;
}

TEST(ConnectionTest, NamesTheFlagOfAFileThatIsNoGood) {
  ServerFlags flags = Flags("127.0.0.1:1");
  flags.tls_ca_file = "/nonexistent/ca.pem";
  EXPECT_TRUE(absl::StartsWith(Connection::Open(flags).status().message(), "--tls-ca"));
  EXPECT_TRUE(absl::IsInvalidArgument(Connection::Open(Flags("nonsense")).status()));
}

TEST(ConnectionTest, SaysThatNobodyIsThere) {
  const std::string address = "unix:/nonexistent/none.sock";
  const auto connection = Connection::Open(Flags(address));
  ASSERT_TRUE(connection.ok()) << connection.status();
  const absl::Status status = (*connection)->GetServerInfo().status();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), address)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "is it running")) << status;
}

TEST(ConnectionTest, ExplainsAndKeepsDetails) {
  const auto connection = Connection::Open(Flags("127.0.0.1:1"));
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto explain = [&](const absl::Status& status) {
    return (*connection)->Explain(ToGrpcStatus(status));
  };
  const absl::Status draining = explain(
      WithRetry(WithReason(absl::UnavailableError("stopping"), "DRAINING"), absl::Seconds(3)));
  EXPECT_EQ(draining.message(), "stopping");
  EXPECT_EQ(RetryDelayOf(draining), absl::Seconds(3));
  const absl::Status stranger =
      explain(WithReason(absl::UnauthenticatedError("who?"), "TOKEN_MISSING"));
  EXPECT_EQ(ReasonOf(stranger), "TOKEN_MISSING");
  EXPECT_TRUE(absl::StrContains(stranger.message(), "--token-file")) << stranger;
  EXPECT_EQ(explain(absl::OkStatus()), absl::OkStatus());
}

TEST(ConnectionTest, ExitCodes) {
  EXPECT_EQ(ExitCodeOfCall(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCodeOfCall(absl::NotFoundError("")), 2);
  for (const absl::Status& status :
       {absl::UnavailableError(""), absl::UnauthenticatedError(""), absl::PermissionDeniedError(""),
        absl::FailedPreconditionError(""), absl::ResourceExhaustedError(""),
        absl::CancelledError(""), absl::InternalError(""), absl::UnknownError("")}) {
    EXPECT_EQ(ExitCodeOfCall(status), 4) << status;
  }
}

}  // namespace
}  // namespace assay::judge
