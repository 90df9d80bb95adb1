#include "judge/rpc/grpc_status.h"

#include <string>

#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "proto/google/rpc/status.pb.h"

namespace assay::judge {
namespace {

TEST(GrpcStatusTest, ConvertsBothWays) {
  const absl::Status cases[] = {
      absl::OkStatus(),
      FieldError("language", "is empty"),
      WithReason(absl::UnauthenticatedError("no token"), "TOKEN_MISSING"),
      WithRetry(WithReason(absl::ResourceExhaustedError("full"), "QUEUE_FULL"), absl::Seconds(3)),
  };
  for (const absl::Status& status : cases) {
    const grpc::Status sent = ToGrpcStatus(status);
    EXPECT_EQ(static_cast<int>(sent.error_code()), static_cast<int>(status.code()));
    EXPECT_EQ(sent.error_message(), std::string(status.message()));
    const absl::Status back = FromGrpcStatus(sent);
    EXPECT_EQ(back.code(), status.code());
    EXPECT_EQ(back.message(), status.message());
    EXPECT_EQ(RetryDelayOf(back), RetryDelayOf(status));
    if (ReasonOf(status).empty()) continue;
    EXPECT_EQ(ReasonOf(back), ReasonOf(status));
  }
}

TEST(GrpcStatusTest, SendsTheDetailsOfGoogleRpc) {
  const grpc::Status sent = ToGrpcStatus(absl::UnknownError("odd"));
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INTERNAL);
  google::rpc::Status rpc;
  ASSERT_TRUE(rpc.ParseFromString(sent.error_details()));
  EXPECT_EQ(rpc.code(), 13);
  EXPECT_EQ(rpc.message(), "odd");
  EXPECT_EQ(rpc.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
}

TEST(GrpcStatusTest, DistrustsDetails) {
  google::rpc::Status other = ToRpcStatus(WithReason(absl::NotFoundError("x"), "WRONG"));
  const struct {
    std::string details;
    std::string name;
  } cases[] = {
      {"", "none"}, {"\xff\xff", "malformed"}, {other.SerializeAsString(), "another code's"}};
  for (const auto& [details, name] : cases) {
    const absl::Status status =
        FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone\n", details));
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << name;
    EXPECT_EQ(status.message(), "gone\\x0a") << name;
    EXPECT_EQ(ReasonOf(status), "") << name;
  }
  EXPECT_EQ(FromGrpcStatus(grpc::Status(static_cast<grpc::StatusCode>(200), "")).code(),
            absl::StatusCode::kUnknown);
}

}  // namespace
}  // namespace assay::judge
