#include "judge/base/error_details.h"

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "judge/base/printable.h"
#include "proto/google/rpc/error_details.pb.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::google::rpc::BadRequest;
using ::google::rpc::ErrorInfo;
using ::google::rpc::RetryInfo;

// The detail of type Message; a default one when there is none.
template <typename Message>
Message Detail(const google::rpc::Status& status) {
  Message message;
  for (const google::protobuf::Any& any : status.details()) {
    if (any.UnpackTo(&message)) return message;
  }
  return message;
}

TEST(ErrorDetailsTest, NamesTheField) {
  const absl::Status status = FieldError("files[0].name", "is empty; give it a name");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "files[0].name: is empty; give it a name");
  const google::rpc::Status rpc = ToRpcStatus(status);
  const auto request = Detail<BadRequest>(rpc);
  ASSERT_EQ(request.field_violations_size(), 1);
  EXPECT_EQ(request.field_violations(0).field(), "files[0].name");
  EXPECT_EQ(request.field_violations(0).description(), "is empty; give it a name");
  EXPECT_EQ(Detail<ErrorInfo>(rpc).reason(), "INVALID_ARGUMENT");
  EXPECT_EQ(Detail<ErrorInfo>(rpc).domain(), "assay");
}

TEST(ErrorDetailsTest, CarriesReasonAndRetryThroughAnnotate) {
  absl::Status status =
      WithRetry(WithReason(absl::ResourceExhaustedError("full"), "QUEUE_FULL", {{"limit", "10"}}),
                absl::Milliseconds(1500));
  status = Annotate(status, "submit");
  const google::rpc::Status rpc = ToRpcStatus(status);
  EXPECT_EQ(rpc.code(), 8);
  EXPECT_EQ(rpc.message(), "submit: full");
  EXPECT_EQ(Detail<ErrorInfo>(rpc).reason(), "QUEUE_FULL");
  EXPECT_EQ(Detail<ErrorInfo>(rpc).metadata().at("limit"), "10");
  EXPECT_EQ(Detail<RetryInfo>(rpc).retry_delay().seconds(), 1);
  EXPECT_EQ(Detail<RetryInfo>(rpc).retry_delay().nanos(), 500'000'000);

  const absl::Status back = FromRpcStatus(rpc);
  EXPECT_EQ(back, status);
  EXPECT_EQ(ReasonOf(back), "QUEUE_FULL");
  EXPECT_EQ(RetryDelayOf(back), absl::Milliseconds(1500));
}

TEST(ErrorDetailsTest, KeepsTheLastReasonAndNoNegativeDelay) {
  const absl::Status status =
      WithRetry(WithReason(WithReason(absl::AbortedError("x"), "ONE"), "TWO"), -absl::Seconds(5));
  EXPECT_EQ(ReasonOf(status), "TWO");
  EXPECT_EQ(RetryDelayOf(status), absl::ZeroDuration());
}

TEST(ErrorDetailsTest, LeavesOkAlone) {
  EXPECT_TRUE(WithReason(absl::OkStatus(), "X").ok());
  EXPECT_TRUE(WithRetry(absl::OkStatus(), absl::Seconds(1)).ok());
  EXPECT_EQ(ToRpcStatus(absl::OkStatus()).ByteSizeLong(), 0);
  EXPECT_TRUE(FromRpcStatus(google::rpc::Status()).ok());
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(RetryDelayOf(absl::OkStatus()), std::nullopt);
}

TEST(ErrorDetailsTest, SendsOnlyCodesThatClientsKnow) {
  const struct {
    absl::StatusCode code;
    int sent;
    std::string reason;
  } cases[] = {
      {absl::StatusCode::kUnknown, 13, "INTERNAL"},
      {static_cast<absl::StatusCode>(99), 13, "INTERNAL"},
      {static_cast<absl::StatusCode>(-1), 13, "INTERNAL"},
      {absl::StatusCode::kCancelled, 1, "CANCELLED"},
      {absl::StatusCode::kNotFound, 5, "NOT_FOUND"},
      {absl::StatusCode::kUnauthenticated, 16, "UNAUTHENTICATED"},
  };
  for (const auto& [code, sent, reason] : cases) {
    const google::rpc::Status rpc = ToRpcStatus(absl::Status(code, "text"));
    EXPECT_EQ(rpc.code(), sent);
    EXPECT_EQ(Detail<ErrorInfo>(rpc).reason(), reason);
  }
}

TEST(ErrorDetailsTest, SendsPrintableTextOfBoundedSize) {
  const std::string texts[] = {
      std::string("a\nb\0c", 5),
      "\xff\xfe",
      "\xe2\x80\xae reversed",
      std::string(1 << 20, 'a'),
      std::string(1 << 20, '\xff'),
      // Each character has three bytes, so that a cut falls within one.
      [] {
        std::string text;
        for (int i = 0; i < 5000; ++i) text += "\xe2\x82\xac";
        return text;
      }(),
  };
  for (const std::string& text : texts) {
    absl::Status status = FieldError(text, text);
    std::map<std::string, std::string> metadata;
    for (int i = 0; i < 10; ++i) metadata[std::to_string(i) + text] = text;
    status = Annotate(WithReason(status, "X", metadata), text);
    const google::rpc::Status rpc = ToRpcStatus(status);
    EXPECT_TRUE(IsPlainText(rpc.message())) << rpc.message();
    EXPECT_LE(rpc.message().size(), 1000);
    EXPECT_LE(rpc.ByteSizeLong(), 6000);
    EXPECT_TRUE(IsPlainText(Detail<BadRequest>(rpc).field_violations(0).field()));
  }
  const std::string message = ToRpcStatus(absl::InternalError(std::string(2000, 'a'))).message();
  EXPECT_EQ(message, std::string(997, 'a') + "...");
  EXPECT_EQ(ToRpcStatus(absl::InternalError(std::string(1000, 'a'))).message(),
            std::string(1000, 'a'));
}

TEST(ErrorDetailsTest, TakesWhateverAServerSends) {
  google::rpc::Status rpc;
  rpc.set_code(77);
  rpc.set_message("odd\n\xff");
  rpc.add_details()->set_type_url("type.googleapis.com/some.Other");
  google::protobuf::Any* info = rpc.add_details();
  info->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  info->set_value("\xff\xff\xff");
  google::protobuf::Any* retry = rpc.add_details();
  retry->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  RetryInfo bad;
  bad.mutable_retry_delay()->set_nanos(-2'000'000'000);
  retry->set_value(bad.SerializeAsString());
  const absl::Status status = FromRpcStatus(rpc);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(status.message(), "odd\\x0a\\xff");
  EXPECT_EQ(ReasonOf(status), "");
  EXPECT_EQ(RetryDelayOf(status), std::nullopt);
  EXPECT_FALSE(status.GetPayload("type.googleapis.com/some.Other").has_value());
}

}  // namespace
}  // namespace assay::judge
