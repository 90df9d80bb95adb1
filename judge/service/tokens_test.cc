#include "judge/service/tokens.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/base/textproto.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// sha256sum of "0123456789abcdefghij".
constexpr char kKnownToken[] = "0123456789abcdefghij";
constexpr char kKnownHash[] = "6bc14bdc4517a7a682c6910de2e2946eb8e1ecd04090728fef6d092a7ceb62c5";

std::string Hash(const std::string& token) { return HashToken(token).value_or("no hash"); }

absl::StatusOr<std::shared_ptr<const TokenSet>> Parse(const std::string& text) {
  ::judge::v1::TokenFile file;
  const absl::Status status = ParseTextproto(text, "text", &file);
  if (!status.ok()) return status;
  return TokenSet::Make(file);
}

std::string Client(const std::string& name, const std::string& token,
                   const std::string& more = "role: ROLE_SUBMIT") {
  return absl::StrCat("clients { name: '", name, "' token_sha256: '", Hash(token), "' ", more,
                      " }\n");
}

class TokensTest : public testing::Test {
 protected:
  TokensTest() : path_(absl::StrCat(testing::TempDir(), "/tokens_test")) {}

  void Write(const std::string& text, int mode = 0640) {
    remove(path_.c_str());
    ASSERT_TRUE(WriteFile(path_, text, 0600).ok());
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }

  const std::string path_;
};

TEST_F(TokensTest, Hashes) { EXPECT_EQ(Hash(kKnownToken), kKnownHash); }

TEST_F(TokensTest, HashesWhatIsTyped) {
  const std::string token = kKnownToken;
  const struct {
    std::string text;
    bool good;
  } cases[] = {
      {token, true},          {token + "\n", true},
      {token + "\r\n", true}, {token + "\n\n", false},
      {token + " ", false},   {"", false},
      {"\n", false},          {std::string(1 << 16, 'a'), false},
  };
  for (const auto& [text, good] : cases) {
    Write(text);
    const absl::StatusOr<UniqueFd> fd = OpenFile(path_, O_RDONLY);
    ASSERT_TRUE(fd.ok());
    const absl::StatusOr<std::string> hash = HashTokenFrom(fd->get());
    EXPECT_EQ(hash.ok(), good) << hash.status();
    if (good) {
      EXPECT_EQ(*hash, kKnownHash);
    }
  }
}

TEST_F(TokensTest, RefusesTokensThatCanBeGuessedOrNotSent) {
  const std::string cases[] = {"",
                               "short",
                               std::string(19, 'a'),
                               std::string(513, 'a'),
                               std::string(30, 'a') + " b",
                               std::string(30, 'a') + "\n",
                               std::string(30, '\xff'),
                               std::string(30, '\0')};
  for (const std::string& token : cases) {
    EXPECT_TRUE(absl::IsInvalidArgument(HashToken(token).status())) << token;
  }
  EXPECT_TRUE(HashToken(std::string(20, 'a')).ok());
  EXPECT_TRUE(HashToken(std::string(512, 'a')).ok());
}

TEST_F(TokensTest, FindsClients) {
  const std::string one = "token-one-of-the-frontend";
  const std::string two = "token-two-of-the-frontend";
  const std::string admin = "token-of-the-administrator";
  const absl::StatusOr<std::shared_ptr<const TokenSet>> set = Parse(absl::StrCat(
      "clients { name: 'frontend' role: ROLE_SUBMIT token_sha256: '", Hash(one),
      "' token_sha256: '", Hash(two),
      "' quota { max_in_flight_count: 5 submissions_per_second: 2.5 cpu_seconds_per_minute: 60 } }",
      "clients { name: 'admin' role: ROLE_ADMIN certificate_name: 'The Admin' token_sha256: '",
      Hash(admin), "' quota { submissions_per_second: 0.1 burst_count: 7 } }"));
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ((*set)->client_count(), 2);
  for (const std::string& token : {one, two}) {
    const Caller* caller = (*set)->FindByToken(token);
    ASSERT_NE(caller, nullptr);
    EXPECT_EQ(caller->client, "frontend");
    EXPECT_EQ(caller->role, Role::kSubmit);
    EXPECT_EQ(caller->quota.max_in_flight, 5);
    EXPECT_EQ(caller->quota.submissions_per_second, 2.5);
    EXPECT_EQ(caller->quota.burst, 3);
    EXPECT_EQ(caller->quota.cpu_seconds_per_minute, 60);
  }
  const Caller* caller = (*set)->FindByToken(admin);
  ASSERT_NE(caller, nullptr);
  EXPECT_EQ(caller->role, Role::kAdmin);
  EXPECT_EQ(caller->quota.burst, 7);
  EXPECT_EQ(caller->quota.max_in_flight, std::nullopt);
  EXPECT_EQ((*set)->FindByCertificate("The Admin"), caller);
  EXPECT_EQ((*set)->FindByCertificate("the admin"), nullptr);
  EXPECT_EQ((*set)->FindByCertificate(""), nullptr);
  for (const std::string& token : {std::string(), one + "x", one.substr(1), Hash(one)}) {
    EXPECT_EQ((*set)->FindByToken(token), nullptr) << token;
  }
}

TEST_F(TokensTest, NamesTheFieldThatIsWrong) {
  const std::string good = Client("a", "token-of-client-number-a");
  const struct {
    std::string text;
    std::string start;
  } cases[] = {
      {"clients { }", "clients[0]: name: \"\""},
      {Client("", kKnownToken), "clients[0]: name: "},
      {Client("a b", kKnownToken), "clients[0]: name: "},
      {Client("cert:a", kKnownToken), "clients[0]: name: "},
      {Client(std::string(65, 'a'), kKnownToken), "clients[0]: name: "},
      {good + Client("a", kKnownToken), "clients[1]: name: a is there twice"},
      {good + Client("b", "token-of-client-number-a"), "clients: have a token_sha256 in common"},
      {Client("a", kKnownToken, ""), "clients[0]: role: "},
      {Client("a", kKnownToken, "role: ROLE_UNSPECIFIED"), "clients[0]: role: "},
      {"clients { name: 'a' role: ROLE_ADMIN }", "clients[0]: token_sha256: is missing"},
      {"clients { name: 'a' role: ROLE_ADMIN token_sha256: 'my-secret' }",
       "clients[0]: token_sha256: is not 64"},
      {absl::StrCat("clients { name: 'a' role: ROLE_ADMIN token_sha256: '", std::string(64, 'g'),
                    "' }"),
       "clients[0]: token_sha256: is not 64"},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x\\n' }",
       "clients[0]: certificate_name: "},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' }"
       "clients { name: 'b' role: ROLE_ADMIN certificate_name: 'x' }",
       "clients[1]: certificate_name: \"x\" is another"},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' "
       "quota { max_in_flight_count: 0 } }",
       "clients[0]: quota.max_in_flight_count: "},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' "
       "quota { submissions_per_second: nan } }",
       "clients[0]: quota.submissions_per_second: "},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' "
       "quota { submissions_per_second: 0 } }",
       "clients[0]: quota.submissions_per_second: "},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' quota { burst_count: 2 } }",
       "clients[0]: quota.burst_count: needs"},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' "
       "quota { submissions_per_second: 1 burst_count: 0 } }",
       "clients[0]: quota.burst_count: "},
      {"clients { name: 'a' role: ROLE_ADMIN certificate_name: 'x' "
       "quota { cpu_seconds_per_minute: inf } }",
       "clients[0]: quota.cpu_seconds_per_minute: "},
      {"client { }", "text:1:"},
  };
  for (const auto& [text, start] : cases) {
    const absl::Status status = Parse(text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text << status;
    EXPECT_TRUE(absl::StartsWith(status.message(), start)) << text << ": " << status;
    EXPECT_FALSE(absl::StrContains(status.message(), "my-secret")) << status;
  }
}

TEST_F(TokensTest, WantsTheFileToBeASecret) {
  for (const int mode : {0644, 0604, 0602, 0601}) {
    Write(Client("a", kKnownToken), mode);
    const absl::Status status = Tokens::Open(path_).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "chmod o= ")) << status;
  }
  for (const int mode : {0600, 0640, 0400}) {
    Write(Client("a", kKnownToken), mode);
    EXPECT_TRUE(Tokens::Open(path_).ok()) << mode;
  }
  EXPECT_TRUE(absl::IsNotFound(Tokens::Open(path_ + ".none").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(Tokens::Open(testing::TempDir()).status()));
  ASSERT_EQ(mkfifo((path_ + ".fifo").c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(Tokens::Open(path_ + ".fifo").status()));
  remove((path_ + ".fifo").c_str());
}

TEST_F(TokensTest, ReloadsAndKeepsTheOldWhenTheNewIsBroken) {
  Write(Client("a", kKnownToken));
  const absl::StatusOr<std::unique_ptr<Tokens>> tokens = Tokens::Open(path_);
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  const std::shared_ptr<const TokenSet> first = (*tokens)->current();
  EXPECT_NE(first->FindByToken(kKnownToken), nullptr);

  Write("clients { name: 'a'\nrole: ROLE_NONE }");
  const absl::Status broken = (*tokens)->Reload();
  EXPECT_TRUE(absl::StartsWith(broken.message(), absl::StrCat(path_, ":2:"))) << broken;
  EXPECT_EQ((*tokens)->current(), first);
  Write(Client("a", "token-of-somebody-else"), 0644);
  EXPECT_FALSE((*tokens)->Reload().ok());
  EXPECT_EQ((*tokens)->current(), first);
  remove(path_.c_str());
  EXPECT_FALSE((*tokens)->Reload().ok());
  EXPECT_EQ((*tokens)->current(), first);

  Write(Client("a", "token-of-somebody-else"));
  EXPECT_TRUE((*tokens)->Reload().ok());
  EXPECT_EQ((*tokens)->current()->FindByToken(kKnownToken), nullptr);
  EXPECT_NE((*tokens)->current()->FindByToken("token-of-somebody-else"), nullptr);
  // Who still holds the old set may go on.
  EXPECT_NE(first->FindByToken(kKnownToken), nullptr);
}

TEST_F(TokensTest, IsReadWhileItIsReloaded) {
  Write(Client("a", kKnownToken));
  const absl::StatusOr<std::unique_ptr<Tokens>> tokens = Tokens::Open(path_);
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&tokens] {
      for (int j = 0; j < 500; ++j) {
        EXPECT_NE((*tokens)->current()->FindByToken(kKnownToken), nullptr);
      }
    });
  }
  for (int i = 0; i < 50; ++i) EXPECT_TRUE((*tokens)->Reload().ok());
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace assay::judge
