#include "judge/cli/remote/server_address.h"

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(ServerAddressTest, Reads) {
  const struct {
    std::string text;
    std::string target;
    bool on_this_host;
  } kCases[] = {
      {"unix:/run/s.sock", "unix:/run/s.sock", true},
      {"unix:s.sock", "unix:s.sock", true},
      {"unix:/a b%2f?#\xc3\xa4", "unix:/a%20b%252f%3F%23%C3%A4", true},
      {"127.0.0.1:50051", "dns:///127.0.0.1:50051", true},
      {"127.9.8.7:1", "dns:///127.9.8.7:1", true},
      {"localhost:1", "dns:///localhost:1", true},
      {"LOCALHOST:1", "dns:///LOCALHOST:1", true},
      {"[::1]:65535", "dns:///[::1]:65535", true},
      {"10.0.0.1:1", "dns:///10.0.0.1:1", false},
      {"[2001:db8::1]:1", "dns:///[2001:db8::1]:1", false},
      {"[::]:1", "dns:///[::]:1", false},
      {"judge.example.org:443", "dns:///judge.example.org:443", false},
      {"127.0.0.1.example.org:1", "dns:///127.0.0.1.example.org:1", false},
      {"localhost.example.org:1", "dns:///localhost.example.org:1", false},
      {"127.1:1", "dns:///127.1:1", false},
  };
  for (const auto& c : kCases) {
    const absl::StatusOr<ServerAddress> address = ParseServerAddress(c.text);
    ASSERT_TRUE(address.ok()) << address.status();
    EXPECT_EQ(address->target, c.target);
    EXPECT_EQ(address->on_this_host, c.on_this_host) << c.text;
  }
}

TEST(ServerAddressTest, RefusesInOneLine) {
  for (const std::string& text : {std::string(""),
                                  std::string("unix:"),
                                  std::string("unix:/") + std::string(108, 'x'),
                                  std::string("unix:/a\0b", 9),
                                  std::string("host"),
                                  std::string("host:"),
                                  std::string("host:0"),
                                  std::string("host:65536"),
                                  std::string("host:-1"),
                                  std::string("host:+1"),
                                  std::string("host: 1"),
                                  std::string("host:99999999999999"),
                                  std::string(":1"),
                                  std::string("::1:1"),
                                  std::string("[::1:1"),
                                  std::string("[]:1"),
                                  std::string("[127.0.0.1]:1"),
                                  std::string("https://host:1"),
                                  std::string("a/b:1"),
                                  std::string("a\nb:1"),
                                  std::string("-h:1"),
                                  std::string(254, 'x') + ":1"}) {
    const absl::Status status = ParseServerAddress(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_FALSE(absl::StrContains(status.message(), "\n"));
    EXPECT_TRUE(absl::StrContains(status.message(), "HOST:PORT")) << status;
  }
}

}  // namespace
}  // namespace assay::judge
