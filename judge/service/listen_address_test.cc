#include "judge/service/listen_address.h"

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(ListenAddressTest, TakesAddresses) {
  const struct {
    std::string text;
    std::string printed;
    bool is_unix;
    bool local;
    bool is_name;
  } cases[] = {
      {"unix:/run/assay/sandboxd.sock", "unix:/run/assay/sandboxd.sock", true, true, false},
      {"unix:/" + std::string(106, 'a'), "unix:/" + std::string(106, 'a'), true, true, false},
      {"127.0.0.1:50051", "127.0.0.1:50051", false, true, false},
      {"127.9.9.9:0", "127.9.9.9:0", false, true, false},
      {"localhost:1", "127.0.0.1:1", false, true, false},
      {"LocalHost:1", "127.0.0.1:1", false, true, false},
      {"0.0.0.0:50051", "0.0.0.0:50051", false, false, false},
      {"10.1.2.3:65535", "10.1.2.3:65535", false, false, false},
      {"[::1]:50051", "[::1]:50051", false, true, false},
      {"[::ffff:127.0.0.1]:50051", "[::ffff:127.0.0.1]:50051", false, true, false},
      {"[::ffff:10.0.0.1]:50051", "[::ffff:10.0.0.1]:50051", false, false, false},
      {"[::]:50051", "[::]:50051", false, false, false},
      {"judge.example.org:443", "judge.example.org:443", false, false, true},
      {"localhost.example:443", "localhost.example:443", false, false, true},
  };
  for (const auto& [text, printed, is_unix, local, is_name] : cases) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
    ASSERT_TRUE(address.ok()) << text << ": " << address.status();
    EXPECT_EQ(address->ToString(), printed);
    EXPECT_EQ(address->is_unix(), is_unix) << text;
    EXPECT_EQ(address->local, local) << text;
    EXPECT_EQ(address->is_name, is_name) << text;
    EXPECT_EQ(ParseListenAddress(printed)->ToString(), printed);
  }
}

TEST(ListenAddressTest, RefusesWhatIsNone) {
  const std::string cases[] = {
      "",
      ":",
      ":50051",
      "localhost",
      "127.0.0.1",
      "127.0.0.1:",
      "127.0.0.1:-1",
      "127.0.0.1:+1",
      "127.0.0.1: 1",
      "127.0.0.1:65536",
      "127.0.0.1:999999999999999999999",
      "127.1:80",
      "127.0.0.1.1:80",
      "1.2.3:80",
      "::1:50051",
      "[::1]",
      "[::1:50051",
      "[127.0.0.1]:50051",
      "[fe80::1%eth0]:50051",
      "[]:1",
      "a_b:1",
      "-a:1",
      "a..b:1",
      std::string(64, 'a') + ":1",
      std::string(1 << 20, 'a') + ":1",
      "https://host:1",
      "0.0.0.0,127.0.0.1:1",
      "unix:",
      "unix:relative",
      "unix:/dir/",
      "unix:/" + std::string(107, 'a'),
      "unix:/a\nb",
      "unix:/a%20b",
      std::string("unix:/a\0b", 9),
      "unix-abstract:name",
      "\xff:1",
  };
  for (const std::string& text : cases) {
    const absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
    EXPECT_TRUE(absl::IsInvalidArgument(address.status())) << text;
    EXPECT_TRUE(absl::StrContains(address.status().message(), "HOST:PORT")) << address.status();
    EXPECT_LT(address.status().message().size(), 700);
  }
}

TEST(ListenAddressTest, KnowsLocalPeers) {
  for (const char* peer : {"unix:", "unix:/run/a", "ipv4:127.0.0.1:4321", "ipv6:[::1]:4321",
                           "ipv6:%5B::1%5D:4321", "ipv6:[::ffff:127.0.0.1]:1"}) {
    EXPECT_TRUE(IsLocalPeer(peer)) << peer;
  }
  for (const char* peer :
       {"", "unknown", "ipv4:10.0.0.1:4321", "ipv6:[2001:db8::1]:4321", "ipv6:%5B2001:db8::1%5D:1",
        "ipv4:127.0.0.1", "ipv6:[::ffff:1.2.3.4]:1", "ipv4:127.0.0.1.evil:1", "127.0.0.1:1"}) {
    EXPECT_FALSE(IsLocalPeer(peer)) << peer;
  }
}

}  // namespace
}  // namespace assay::judge
