#include "judge/service/identity.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/service/test_certificates.h"
#include "judge/service/tokens.h"

namespace assay::judge {
namespace {

constexpr char kSocket[] = "unix:";
constexpr char kLoopback[] = "ipv4:127.0.0.1:4321";
constexpr char kRemote[] = "ipv4:192.0.2.1:4321";

class IdentityTest : public testing::Test {
 protected:
  IdentityTest() {
    const std::string text = absl::StrCat(
        "clients { name: 'frontend' role: ROLE_SUBMIT token_sha256: '",
        *HashToken("token-of-the-frontend"), "' }",
        "clients { name: 'admin' role: ROLE_ADMIN certificate_name: 'Admin One' token_sha256: '",
        *HashToken("token-of-the-administrator"), "' }");
    absl::StatusOr<std::unique_ptr<Tokens>> tokens =
        Tokens::Open(WriteTestFile("identity-tokens", text));
    EXPECT_TRUE(tokens.ok()) << tokens.status();
    tokens_ = *std::move(tokens);
  }

  std::unique_ptr<Tokens> tokens_;
};

// "CLIENT ROLE", or the reason of the error.
std::string Name(const absl::StatusOr<Caller>& caller) {
  if (caller.ok()) {
    return absl::StrCat(caller->client, caller->role == Role::kAdmin ? " admin" : " submit");
  }
  EXPECT_EQ(caller.status().code(), absl::StatusCode::kUnauthenticated);
  return ReasonOf(caller.status());
}

PeerFacts Certificate(const std::vector<std::string>& names) {
  return {.peer = kRemote, .certificate_names = names, .has_certificate = true};
}

TEST_F(IdentityTest, KnowsTokens) {
  const Identities identities(tokens_.get(), false);
  const struct {
    std::vector<std::string> authorization;
    std::string name;
  } cases[] = {
      {{"Bearer token-of-the-frontend"}, "frontend submit"},
      {{"bearer token-of-the-frontend"}, "frontend submit"},
      {{"BEARER  token-of-the-administrator "}, "admin admin"},
      {{"Bearer token-of-the-frontenD"}, "TOKEN_UNKNOWN"},
      {{"Bearer "}, "TOKEN_UNKNOWN"},
      {{"Bearer"}, "TOKEN_MALFORMED"},
      {{""}, "TOKEN_MALFORMED"},
      {{"token-of-the-frontend"}, "TOKEN_MALFORMED"},
      {{"Basic dXNlcjpwYXNz"}, "TOKEN_MALFORMED"},
      {{"Bearer token-of-the-frontend", "Bearer token-of-the-administrator"}, "TOKEN_MALFORMED"},
      {{absl::StrCat("Bearer ", *HashToken("token-of-the-frontend"))}, "TOKEN_UNKNOWN"},
      {{"Bearer " + std::string(1 << 20, 'a')}, "TOKEN_UNKNOWN"},
      {{}, "TOKEN_MISSING"},
  };
  for (const char* peer : {kSocket, kLoopback, kRemote}) {
    for (const auto& [authorization, name] : cases) {
      EXPECT_EQ(Name(identities.Identify({.peer = peer, .authorization = authorization})), name)
          << peer;
    }
  }
}

TEST_F(IdentityTest, KnowsCertificates) {
  const Identities with_tokens(tokens_.get(), true);
  const struct {
    std::vector<std::string> names;
    std::string name;
  } cases[] = {
      {{"Admin One"}, "admin admin"},
      {{"admin"}, "cert:admin submit"},
      {{"frontend"}, "cert:frontend submit"},
      {{"\xc3\xa9t\xc3\xa9"}, "cert:\xc3\xa9t\xc3\xa9 submit"},
      {{}, "CERTIFICATE_WITHOUT_NAME"},
      {{""}, "CERTIFICATE_WITHOUT_NAME"},
      {{"a", "b"}, "CERTIFICATE_WITHOUT_NAME"},
      {{"a\nb"}, "CERTIFICATE_WITHOUT_NAME"},
      {{"\xff"}, "CERTIFICATE_WITHOUT_NAME"},
      {{std::string(129, 'a')}, "CERTIFICATE_WITHOUT_NAME"},
  };
  for (const auto& [names, name] : cases) {
    EXPECT_EQ(Name(with_tokens.Identify(Certificate(names))), name);
  }
  const Identities alone(nullptr, true);
  EXPECT_EQ(Name(alone.Identify(Certificate({"Admin One"}))), "cert:Admin One submit");

  // A token says more than a certificate, and a wrong one is not passed over.
  PeerFacts both = Certificate({"Admin One"});
  both.authorization = {"Bearer token-of-the-frontend"};
  EXPECT_EQ(Name(with_tokens.Identify(both)), "frontend submit");
  both.authorization = {"Bearer wrong"};
  EXPECT_EQ(Name(with_tokens.Identify(both)), "TOKEN_UNKNOWN");
}

TEST_F(IdentityTest, KnowsWhoeverIsHereWhenNobodyIsAsked) {
  const struct {
    bool tokens;
    bool certificates;
    const char* peer;
    std::string name;
  } cases[] = {
      {false, false, kSocket, "local admin"},      {false, false, kLoopback, "local admin"},
      {false, false, kRemote, "anonymous submit"}, {false, false, "", "anonymous submit"},
      {false, true, kSocket, "local admin"},       {false, true, kLoopback, "TOKEN_MISSING"},
      {false, true, kRemote, "TOKEN_MISSING"},     {true, false, kSocket, "TOKEN_MISSING"},
      {true, true, kSocket, "TOKEN_MISSING"},      {true, false, kRemote, "TOKEN_MISSING"},
  };
  for (const auto& [tokens, certificates, peer, name] : cases) {
    const Identities identities(tokens ? tokens_.get() : nullptr, certificates);
    EXPECT_EQ(Name(identities.Identify({.peer = peer})), name) << tokens << certificates << peer;
  }
  // Who shows a token means somebody.
  EXPECT_EQ(Name(Identities(nullptr, false)
                     .Identify({.peer = kSocket, .authorization = {"Bearer anything-at-all"}})),
            "TOKEN_UNKNOWN");
}

}  // namespace
}  // namespace assay::judge
