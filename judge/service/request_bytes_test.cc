#include "judge/service/request_bytes.h"

#include <string>

#include "absl/strings/string_view.h"
#include "grpcpp/support/slice.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {
namespace {

using ::judge::v1::SubmitRequest;

// In two slices, as they come from a connection.
grpc::ByteBuffer Bytes(absl::string_view text) {
  const grpc::Slice slices[] = {grpc::Slice(std::string(text.substr(0, text.size() / 2))),
                                grpc::Slice(std::string(text.substr(text.size() / 2)))};
  return grpc::ByteBuffer(slices, 2);
}

// Empty: it was parsed.
std::string ReasonFor(absl::string_view text) {
  grpc::ByteBuffer bytes = Bytes(text);
  SubmitRequest request;
  const absl::Status status = ParseRequest(&bytes, &request);
  EXPECT_TRUE(status.ok() || absl::IsInvalidArgument(status)) << status;
  return ReasonOf(status);
}

SubmitRequest WithTests(int count) {
  SubmitRequest request;
  request.set_language("c");
  for (int i = 0; i < count; ++i) request.mutable_inline_problem()->add_tests()->set_input("1 2\n");
  return request;
}

TEST(RequestBytesTest, ParsesWhatWasSent) {
  const SubmitRequest sent = WithTests(10'000);
  grpc::ByteBuffer bytes = ToBytes(sent);
  SubmitRequest request;
  ASSERT_TRUE(ParseRequest(&bytes, &request).ok());
  EXPECT_EQ(request.SerializeAsString(), sent.SerializeAsString());
  EXPECT_EQ(bytes.Length(), 0);
}

TEST(RequestBytesTest, NothingIsAMessageToo) { EXPECT_EQ(ReasonFor(""), ""); }

TEST(RequestBytesTest, UnknownFieldsAreDropped) {
  // Field 1000, a varint.
  grpc::ByteBuffer bytes = Bytes(WithTests(1).SerializeAsString() + "\xc0\x3e\x01");
  SubmitRequest request;
  ASSERT_TRUE(ParseRequest(&bytes, &request).ok());
  EXPECT_EQ(request.SerializeAsString(), WithTests(1).SerializeAsString());
}

TEST(RequestBytesTest, WhatIsNoMessageIsMalformed) {
  const std::string good = WithTests(3).SerializeAsString();
  for (const std::string& text :
       {std::string("\xff"), std::string("\x12\x01\xff"), good.substr(0, good.size() - 1),
        good + "\x08", std::string("\x2a\x05\x0a\xff\xff\xff\x7f", 7), std::string("\x0c"),
        std::string("\x0b")}) {
    EXPECT_EQ(ReasonFor(text), "MALFORMED_REQUEST") << testing::PrintToString(text);
  }
}

TEST(RequestBytesTest, ManyFieldsAreSeenAtEveryDepth) {
  const int most = kMostRequestFields;
  EXPECT_EQ(ReasonFor(WithTests(most / 2 + 1).SerializeAsString()), "TOO_MANY_FIELDS");
  EXPECT_EQ(ReasonFor(WithTests(most / 2 - 2).SerializeAsString()), "");
  SubmitRequest files;
  for (int i = 0; i <= most; ++i) files.add_files();
  EXPECT_EQ(ReasonFor(files.SerializeAsString()), "TOO_MANY_FIELDS");
  // Unknown ones, which a parser keeps, too: of one message, and as a group of many.
  std::string unknown;
  for (int i = 0; i <= most; ++i) unknown += "\xc0\x3e\x01";
  EXPECT_EQ(ReasonFor(unknown), "TOO_MANY_FIELDS");
  EXPECT_EQ(ReasonFor("\xc3\x3e" + unknown + "\xc4\x3e"), "TOO_MANY_FIELDS");
}

}  // namespace
}  // namespace assay::judge
