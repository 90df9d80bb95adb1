#include "judge/service/tls_material.h"

#include <sys/stat.h>

#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "judge/service/test_certificates.h"

namespace assay::judge {
namespace {

TEST(TlsMaterialTest, Loads) {
  const TestAuthority authority;
  const KeyPair server = authority.Sign("server");
  const std::string chain = server.certificate + authority.certificate();
  const absl::StatusOr<TlsMaterial> material =
      LoadTlsMaterial({WriteTestFile("cert", chain), WriteTestFile("key", server.key),
                       WriteTestFile("ca", authority.certificate())});
  ASSERT_TRUE(material.ok()) << material.status();
  EXPECT_EQ(material->certificate_chain, chain);
  EXPECT_EQ(material->private_key, server.key);
  EXPECT_EQ(material->client_ca, authority.certificate());

  const absl::StatusOr<TlsMaterial> without_clients = LoadTlsMaterial(
      {WriteTestFile("cert", server.certificate), WriteTestFile("key", server.key), ""});
  ASSERT_TRUE(without_clients.ok()) << without_clients.status();
  EXPECT_EQ(without_clients->client_ca, "");
}

TEST(TlsMaterialTest, NamesTheFileThatIsWrong) {
  const TestAuthority authority;
  const KeyPair server = authority.Sign("server");
  const std::string cert = WriteTestFile("cert", server.certificate);
  const std::string key = WriteTestFile("key", server.key);
  const std::string other_key = WriteTestFile("other-key", authority.Sign("other").key);
  const std::string secret_key = WriteTestFile("secret-key", EncryptKey(server.key));
  const std::string open_key = WriteTestFile("open-key", server.key);
  ASSERT_EQ(chmod(open_key.c_str(), 0644), 0);
  const std::string empty = WriteTestFile("empty", "");
  const std::string garbage = WriteTestFile(
      "garbage", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n\xff");
  const std::string cut =
      WriteTestFile("cut", server.certificate.substr(0, server.certificate.size() / 2));
  const std::string huge = WriteTestFile("huge", std::string((1 << 20) + 1, 'a'));
  const std::string none = testing::TempDir() + "/there-is-none";
  const struct {
    TlsFiles files;
    std::string part;
  } cases[] = {
      {{none, key, ""}, "open " + none},
      {{cert, none, ""}, "open " + none},
      {{cert, key, none}, "open " + none},
      {{testing::TempDir(), key, ""}, "read " + testing::TempDir()},
      {{empty, key, ""}, empty + " has no certificate"},
      {{garbage, key, ""}, garbage + " has no certificate"},
      {{cut, key, ""}, cut + " has no certificate"},
      {{key, key, ""}, key + " has no certificate"},
      {{huge, key, ""}, huge + " is larger"},
      {{cert, empty, ""}, empty + " has no private key"},
      {{cert, cert, ""}, cert + " has no private key"},
      {{cert, secret_key, ""}, secret_key + " has no private key in PEM form without a password"},
      {{cert, other_key, ""}, other_key + " is not the key of"},
      {{cert, open_key, ""}, "chmod o= " + open_key},
      {{cert, key, key}, key + " has no certificate"},
  };
  for (const auto& [files, part] : cases) {
    const absl::Status status = LoadTlsMaterial(files).status();
    EXPECT_FALSE(status.ok()) << part;
    EXPECT_TRUE(absl::StrContains(status.message(), part)) << part << ": " << status;
  }
}

}  // namespace
}  // namespace assay::judge
