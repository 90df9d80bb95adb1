#include "sandbox/network/ipv4.h"

#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

TEST(Ipv4Test, ReadsAndWritesAddresses) {
  EXPECT_EQ(ParseIpv4("10.200.0.1").value(), 0x0AC80001u);
  EXPECT_EQ(Ipv4Text(0x0AC80001), "10.200.0.1");
  for (const char* text : {"", "10.0.0", "10.0.0.256", "::1", "localhost", "10.0.0.1 "}) {
    EXPECT_FALSE(ParseIpv4(text).ok()) << text;
  }
}

TEST(Ipv4Test, FindsTheOtherEndOfALink) {
  EXPECT_EQ(Ipv4Text(ParseLink("10.200.0.1/30")->near), "10.200.0.2");
  EXPECT_EQ(Ipv4Text(ParseLink("10.200.0.2/30")->near), "10.200.0.1");
  EXPECT_EQ(Ipv4Text(ParseLink("10.200.0.4/31")->near), "10.200.0.5");
  EXPECT_EQ(ParseLink("10.200.0.4/31")->prefix_length, 31);
  for (const char* text :
       {"10.200.0.0/30", "10.200.0.3/30", "10.200.0.1/24", "10.200.0.1", "/30"}) {
    EXPECT_FALSE(ParseLink(text).ok()) << text;
  }
}

TEST(Ipv4Test, ReadsEndpoints) {
  const Endpoint tcp = {.address = 0x0A000001, .port = 80, .udp = false};
  const Endpoint udp = {.address = 0x0A000001, .port = 53, .udp = true};
  EXPECT_EQ(ParseEndpoint("10.0.0.1:80").value(), tcp);
  EXPECT_EQ(ParseEndpoint("10.0.0.1:53/udp").value(), udp);
  for (const char* text : {"10.0.0.1", "10.0.0.1:0", "10.0.0.1:65536", "host:80", "[::1]:80",
                           "10.0.0.1:80/tcp", "10.0.0.1:80 accept"}) {
    EXPECT_FALSE(ParseEndpoint(text).ok()) << text;
  }
}

TEST(Ipv4Test, RefusesTheHostMetadataAndEverybody) {
  EXPECT_EQ(ParseEndpoint("169.254.169.254:80").status().message(),
            "\"169.254.169.254:80\" is where clouds have their metadata (169.254.0.0/16)");
  for (const char* text : {"127.0.0.1:80", "127.1.2.3:80", "0.0.0.0:80", "224.0.0.1:80",
                           "255.255.255.255:80", "240.0.0.1:80"}) {
    EXPECT_FALSE(ParseEndpoint(text).ok()) << text;
  }
  EXPECT_TRUE(ParseEndpoint("169.253.0.1:80").ok());
  EXPECT_TRUE(ParseEndpoint("223.255.255.1:80").ok());
}

}  // namespace
}  // namespace assay::sandbox
