#include "tests/bench/peers/http_contender.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::bench {
namespace {

TEST(AnswerLengthTest, CountsHeadAndBody) {
  struct Case {
    std::string received;
    size_t length;
  };
  for (const auto& [received, length] : {
           Case{"", 0},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", 0},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 43},
           Case{"HTTP/1.1 200 OK\r\nA: b\r\ncontent-length:5\r\n\r\nhe", 48},
           Case{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 38},
       }) {
    const absl::StatusOr<size_t> result = AnswerLength(received);
    ASSERT_TRUE(result.ok()) << received << ": " << result.status();
    EXPECT_EQ(*result, length) << received;
  }
}

TEST(AnswerLengthTest, RefusesWhatItCannotFollow) {
  for (const std::string& received : {
           std::string("HTTP/1.1 200 OK\r\n\r\n"),
           std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
           std::string("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
           std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
           std::string("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
           std::string(100'000, 'x'),
       }) {
    EXPECT_EQ(AnswerLength(received).status().code(), absl::StatusCode::kInvalidArgument)
        << received.substr(0, 60);
  }
}

}  // namespace
}  // namespace assay::bench
