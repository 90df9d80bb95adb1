#include "judge/service/flags.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

// The error of the parse; empty for none.
std::string Parse(std::vector<std::string> arguments, ServerFlags* flags) {
  CLI::App app;
  AddServerFlags(&app, flags);
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::Error& error) {
    return error.what();
  }
  return "";
}

TEST(FlagsTest, WinOverTheFile) {
  const std::string path = absl::StrCat(testing::TempDir(), "/flags_test_config");
  ASSERT_TRUE(WriteFile(path,
                        "listen: 'unix:/file' state_dir: '/file' slot_count: 1 "
                        "metrics_listen: '127.0.0.1:1' max_in_flight_count: 9")
                  .ok());
  ServerFlags flags;
  ASSERT_EQ(Parse({"--config",          path,          "--listen",         "unix:/flag",
                   "--listen",          "127.0.0.1:5", "--state-dir",      "/flag/../state",
                   "--slots",           "3",           "--metrics-listen", "",
                   "--tokens",          "tokens",      "--tls-cert",       "/c",
                   "--tls-key",         "/k",          "--client-ca",      "/ca",
                   "--insecure-listen", "--weaken",    "shared-user-id"},
                  &flags),
            "");
  EXPECT_FALSE(flags.check_config);
  const absl::StatusOr<Config> config = MakeConfig(flags);
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->listen.size(), 2);
  EXPECT_EQ(config->listen[0].ToString(), "unix:/flag");
  EXPECT_EQ(config->listen[1].ToString(), "127.0.0.1:5");
  EXPECT_EQ(config->state_dir, "/state");
  EXPECT_EQ(config->slots, 3);
  EXPECT_EQ(config->metrics_listen, "");
  EXPECT_EQ(config->tokens_file, std::filesystem::current_path().string() + "/tokens");
  EXPECT_EQ(config->tls.certificate_file, "/c");
  EXPECT_EQ(config->tls.key_file, "/k");
  EXPECT_EQ(config->tls.client_ca_file, "/ca");
  EXPECT_TRUE(config->allow_insecure_listen);
  EXPECT_EQ(config->accepted_weaknesses, std::vector<std::string>{"shared-user-id"});
  EXPECT_EQ(config->max_in_flight, 9);
}

TEST(FlagsTest, LeaveTheFileAlone) {
  const std::string path = absl::StrCat(testing::TempDir(), "/flags_test_alone");
  ASSERT_TRUE(WriteFile(path, "listen: 'unix:/file' state_dir: '/file' slot_count: 5").ok());
  ServerFlags flags;
  ASSERT_EQ(Parse({"--check-config", "--config", path}, &flags), "");
  EXPECT_TRUE(flags.check_config);
  const absl::StatusOr<Config> config = MakeConfig(flags);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen[0].ToString(), "unix:/file");
  EXPECT_EQ(config->slots, 5);
  EXPECT_EQ(config->metrics_listen, "127.0.0.1:9464");
}

TEST(FlagsTest, MakeASocketInTheStateDirectory) {
  ServerFlags flags;
  ASSERT_EQ(Parse({"--state-dir", "/flag"}, &flags), "");
  const absl::StatusOr<Config> config = MakeConfig(flags);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen[0].ToString(), "unix:/flag/sandboxd.sock");
}

TEST(FlagsTest, SayWhatIsWrong) {
  const struct {
    std::vector<std::string> arguments;
    std::string part;
  } cases[] = {
      {{"--listen", "nowhere"}, "--listen: \"nowhere\" has no port"},
      {{"--listen"}, "--listen"},
      {{"--metrics-listen", "unix:/a"}, "--metrics-listen"},
      {{"--slots", "many"}, "--slots"},
      {{"--slots", "-1"}, "--slots"},
      {{"--slots", "1025"}, "--slots"},
      {{"--weaken", "all"}, "--weaken"},
      {{"--no-such-flag"}, "--no-such-flag"},
      {{"--listen", "unix:/a", "stray"}, "stray"},
  };
  for (const auto& [arguments, part] : cases) {
    ServerFlags flags;
    const std::string error = Parse(arguments, &flags);
    EXPECT_TRUE(absl::StrContains(error, part)) << error;
    EXPECT_FALSE(error.empty()) << part;
  }
}

TEST(FlagsTest, RefuseAnInsecureWhole) {
  ServerFlags flags;
  ASSERT_EQ(Parse({"--state-dir", "/s", "--listen", "0.0.0.0:1"}, &flags), "");
  EXPECT_TRUE(absl::StrContains(MakeConfig(flags).status().message(), "--insecure-listen"));
  ASSERT_EQ(Parse({"--insecure-listen"}, &flags), "");
  EXPECT_TRUE(MakeConfig(flags).ok());
  ServerFlags missing;
  ASSERT_EQ(Parse({"--config", "/nonexistent"}, &missing), "");
  EXPECT_TRUE(absl::IsNotFound(MakeConfig(missing).status()));
}

}  // namespace
}  // namespace assay::judge
