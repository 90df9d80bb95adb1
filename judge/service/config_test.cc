#include "judge/service/config.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/base/textproto.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

std::string TempPath(const std::string& name) {
  return absl::StrCat(testing::TempDir(), "/config_test_", name);
}

// What `text` makes of the defaults.
absl::StatusOr<Config> Parse(const std::string& text) {
  ::judge::v1::ServerConfig proto;
  absl::Status status = ParseTextproto(text, "text", &proto);
  Config config;
  config.state_dir = "/var/lib/assay";
  if (status.ok()) status = MergeConfig(proto, &config);
  if (status.ok()) status = CompleteConfig(&config);
  if (status.ok()) status = ValidateConfig(config);
  if (!status.ok()) return status;
  return config;
}

TEST(ConfigTest, HasSafeDefaults) {
  const absl::StatusOr<Config> config = Parse("");
  ASSERT_TRUE(config.ok()) << config.status();
  ASSERT_EQ(config->listen.size(), 1);
  EXPECT_EQ(config->listen[0].ToString(), "unix:/var/lib/assay/sandboxd.sock");
  EXPECT_EQ(config->socket_mode, 0600);
  EXPECT_FALSE(config->allow_insecure_listen);
  EXPECT_FALSE(config->tls.enabled());
  EXPECT_EQ(config->max_queued_submissions, 10'000);
  EXPECT_EQ(config->max_message_bytes, 33'554'432);
  EXPECT_EQ(config->retention, absl::Hours(720));
  EXPECT_EQ(config->metrics_listen, "127.0.0.1:9464");
  EXPECT_EQ(config->drain_timeout, absl::Seconds(30));
}

TEST(ConfigTest, TakesEveryField) {
  const absl::StatusOr<Config> config = Parse(
      "listen: 'unix:/run/a' listen: '[::1]:1' socket_mode: 0660 allow_insecure_listen: true "
      "tls { certificate_file: 'c' key_file: 'k' client_ca_file: 'a' } tokens_file: 't' "
      "state_dir: '/s' policy_dir: '/p' slot_count: 3 max_queued_submission_count: 4 "
      "max_in_flight_count: 5 max_message_bytes: 65536 retention { seconds: 60 } "
      "max_journal_bytes: 16777216 max_problem_bytes: 1048576 max_problems_total_bytes: 1048577 "
      "metrics_listen: '' log_level: LOG_LEVEL_DEBUG drain_timeout { nanos: 1000000 } "
      "keepalive { time { seconds: 6 } timeout { seconds: 7 } min_client_interval { seconds: 8 } } "
      "max_connection_idle { seconds: 9 } max_connection_call_count: 10 "
      "max_compile_cache_bytes: 16777216 max_prepared_bytes: 0 "
      "max_transport_bytes: 262144 max_memory_bytes: 524288 accepted_weaknesses: 'shared-user-id' "
      "disk_directory: '/d' "
      "network { allow_loopback: true egress { uplink_address: '10.0.0.1/30' uplink_namespace: "
      "'/run/netns/lab' allowed: '10.0.0.1:80' allowed: '10.9.0.1:53/udp' } } "
      "request_limits { work_disk_bytes: 4096 work_file_count: 2 }");
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen.size(), 2);
  EXPECT_EQ(config->socket_mode, 0660);
  EXPECT_TRUE(config->allow_insecure_listen);
  EXPECT_EQ(config->tls.certificate_file, "c");
  EXPECT_EQ(config->tls.key_file, "k");
  EXPECT_EQ(config->tls.client_ca_file, "a");
  EXPECT_EQ(config->tokens_file, "t");
  EXPECT_EQ(config->state_dir, "/s");
  EXPECT_EQ(config->policy_dir, "/p");
  EXPECT_EQ(config->slots, 3);
  EXPECT_EQ(config->max_queued_submissions, 4);
  EXPECT_EQ(config->max_in_flight, 5);
  EXPECT_EQ(config->max_message_bytes, 65536);
  EXPECT_EQ(config->retention, absl::Minutes(1));
  EXPECT_EQ(config->max_journal_bytes, 16777216);
  EXPECT_EQ(config->max_problem_bytes, 1048576);
  EXPECT_EQ(config->max_problems_total_bytes, 1048577);
  EXPECT_EQ(config->max_compile_cache_bytes, 16777216);
  EXPECT_EQ(config->max_prepared_bytes, 0);
  EXPECT_EQ(config->metrics_listen, "");
  EXPECT_EQ(config->log_level, ::judge::v1::LOG_LEVEL_DEBUG);
  EXPECT_EQ(config->drain_timeout, absl::Milliseconds(1));
  EXPECT_EQ(config->keepalive_time, absl::Seconds(6));
  EXPECT_EQ(config->keepalive_timeout, absl::Seconds(7));
  EXPECT_EQ(config->keepalive_min_client_interval, absl::Seconds(8));
  EXPECT_EQ(config->max_connection_idle, absl::Seconds(9));
  EXPECT_EQ(config->max_connection_calls, 10);
  EXPECT_EQ(config->max_transport_bytes, 262144);
  EXPECT_EQ(MaxMemoryBytes(*config), 524288);
  EXPECT_EQ(config->accepted_weaknesses, std::vector<std::string>{"shared-user-id"});
  EXPECT_EQ(config->disk_directory, "/d");
  EXPECT_TRUE(config->allow_loopback);
  ASSERT_TRUE(config->egress.has_value());
  EXPECT_EQ(config->egress->uplink_address, "10.0.0.1/30");
  EXPECT_EQ(config->egress->uplink_namespace, "/run/netns/lab");
  EXPECT_EQ(config->egress->allowed.size(), 2);
  EXPECT_EQ(config->request_limits.work_disk_bytes, 4096);
  EXPECT_EQ(config->request_limits.work_file_count, 2);
}

TEST(ConfigTest, NamesTheFieldThatIsWrong) {
  const struct {
    std::string text;
    std::string start;
  } cases[] = {
      {"listen: 'unix:/a' listen: 'nowhere'", "listen[1]: \"nowhere\""},
      {"listen: 'unix:/a' listen: 'unix:/a'", "listen[0]: unix:/a is there twice"},
      {"listen: 'localhost:1' listen: '127.0.0.1:1'", "listen[0]: 127.0.0.1:1 is there twice"},
      {"socket_mode: 0666", "socket_mode: is 0666"},
      {"socket_mode: 0700", "socket_mode: is 0700"},
      {"socket_mode: 0", "socket_mode: is 00"},
      {"socket_mode: -1", "socket_mode: "},
      {"tls { }", "tls.certificate_file: "},
      {"tls { certificate_file: 'c' }", "tls.key_file: "},
      {"tls { key_file: 'k' }", "tls.certificate_file: "},
      {"tls { client_ca_file: 'a' }", "tls.certificate_file: "},
      {"state_dir: 'relative'", "state_dir: "},
      {"policy_dir: 'relative'", "policy_dir: "},
      {absl::StrCat("state_dir: '/", std::string(100, 'a'), "'"), "state_dir: "},
      {"disk_directory: 'relative'", "disk_directory: "},
      {"network { egress { } }", "network.egress.uplink_address: "},
      {"network { egress { uplink_address: '10.0.0.1/24' } }", "network.egress.uplink_address: "},
      {"network { egress { uplink_address: '10.0.0.1/30' uplink_namespace: 'lab' } }",
       "network.egress.uplink_namespace: "},
      {"network { egress { uplink_address: '10.0.0.1/30' } }",
       "network.egress.allowed: has 0 places"},
      {"network { egress { uplink_address: '10.0.0.1/30' allowed: '169.254.169.254:80' } }",
       "network.egress.allowed[0]: "},
      {"request_limits { work_disk_bytes: -1 }", "request_limits.work_disk_bytes: "},
      {"request_limits { work_file_count: 1 }", "request_limits.work_file_count: "},
      {"slot_count: -1", "slot_count: is -1, not of 0 to 1024"},
      {"slot_count: 1025", "slot_count: "},
      {"max_queued_submission_count: 0", "max_queued_submission_count: is 0"},
      {"max_queued_submission_count: 1000001", "max_queued_submission_count: "},
      {"max_in_flight_count: 0", "max_in_flight_count: "},
      {"max_message_bytes: 1", "max_message_bytes: "},
      {"max_message_bytes: 2147483648", "max_message_bytes: "},
      {"max_message_bytes: -9223372036854775808", "max_message_bytes: "},
      {"retention { }", "retention: is 0, not of 1m to 87672h"},
      {"retention { seconds: -60 }", "retention: "},
      {"retention { seconds: 9223372036854775807 }", "retention: is longer"},
      {"drain_timeout { seconds: 1 nanos: -5 }", "drain_timeout: has seconds and nanos"},
      {"drain_timeout { seconds: 3601 }", "drain_timeout: "},
      {"keepalive { time { seconds: 0 } }", "keepalive.time: "},
      {"keepalive { timeout { seconds: 0 } }", "keepalive.timeout: "},
      {"keepalive { min_client_interval { seconds: 0 } }", "keepalive.min_client_interval: "},
      {"max_connection_idle { seconds: 0 }", "max_connection_idle: "},
      {"max_journal_bytes: 0", "max_journal_bytes: "},
      {"max_problem_bytes: 0", "max_problem_bytes: "},
      {"max_problems_total_bytes: 1", "max_problems_total_bytes: "},
      {"max_compile_cache_bytes: 1", "max_compile_cache_bytes: "},
      {"max_prepared_bytes: -1", "max_prepared_bytes: "},
      {"max_connection_call_count: 0", "max_connection_call_count: "},
      {"max_transport_bytes: 1048576", "max_transport_bytes: "},
      {"max_memory_bytes: 1", "max_memory_bytes: "},
      {"metrics_listen: 'unix:/a'", "metrics_listen: "},
      {"metrics_listen: 'example.org:1'", "metrics_listen: example.org is a name"},
      {"metrics_listen: '9464'", "metrics_listen: "},
      {"metrics_listen: '127.0.0.1:80,0.0.0.0:81'", "metrics_listen: "},
      {"log_level: 17", "log_level: "},
      {"log_level: LOG_LEVEL_LOUD", "text:1:"},
      {"accepted_weaknesses: 'all'", "accepted_weaknesses[0]: \"all\" is unknown"},
      {"retension { seconds: 60 }", "text:1:"},
      {"slot_count: 1 slot_count: 2", "text:1:"},
  };
  for (const auto& [text, start] : cases) {
    const absl::StatusOr<Config> config = Parse(text);
    EXPECT_TRUE(absl::IsInvalidArgument(config.status())) << text << ": " << config.status();
    EXPECT_TRUE(absl::StartsWith(config.status().message(), start))
        << text << ": " << config.status();
  }
}

TEST(ConfigTest, ListensBeyondLoopbackOnlyWithTlsAndAuthentication) {
  const std::string tls = "tls { certificate_file: 'c' key_file: 'k' } ";
  const std::string mutual_tls = "tls { certificate_file: 'c' key_file: 'k' client_ca_file: 'a' } ";
  const std::string tokens = "tokens_file: 't' ";
  const std::string forced = "allow_insecure_listen: true ";
  const struct {
    std::string text;
    // Of the error; empty for none.
    std::string part;
  } cases[] = {
      {"", "no TLS (tls) and neither tokens"},
      {tokens, "no TLS (tls);"},
      {tls, "with neither tokens (tokens_file) nor client certificates"},
      {tls + tokens, ""},
      {mutual_tls, ""},
      {mutual_tls + tokens, ""},
      {forced, ""},
      {"allow_insecure_listen: false", "--insecure-listen"},
  };
  for (const char* address :
       {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "example.org:1", "[2001:db8::1]:1"}) {
    for (const auto& [text, part] : cases) {
      const absl::Status status =
          Parse(absl::StrCat("listen: 'unix:/a' listen: '", address, "' ", text)).status();
      EXPECT_EQ(status.ok(), part.empty()) << address << " " << text << ": " << status;
      EXPECT_TRUE(absl::StrContains(status.message(), part)) << status;
    }
  }
  EXPECT_TRUE(Parse("listen: '127.0.0.1:1' listen: '[::1]:1' listen: 'localhost:2'").ok());
}

TEST(ConfigTest, LoadsAFile) {
  const std::string path = TempPath("good");
  ASSERT_TRUE(WriteFile(path, "# Ours.\nslot_count: 7\n").ok());
  const absl::StatusOr<Config> config = LoadConfig(path);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->slots, 7);
}

TEST(ConfigTest, NamesFileAndLine) {
  const std::string path = TempPath("bad");
  const struct {
    std::string text;
    std::string start;
  } cases[] = {
      {"slot_count: 7\nslots: 8\n", absl::StrCat(path, ":2:")},
      {"listen: 'x'\n", absl::StrCat(path, ": listen[0]: ")},
      {std::string((1 << 20) + 1, '\n'), absl::StrCat(path, " is larger than")},
  };
  for (const auto& [text, start] : cases) {
    ASSERT_TRUE(WriteFile(path, text).ok());
    const absl::Status status = LoadConfig(path).status();
    EXPECT_TRUE(absl::StartsWith(status.message(), start)) << status;
  }
  EXPECT_TRUE(absl::IsNotFound(LoadConfig(TempPath("none")).status()));
  EXPECT_FALSE(LoadConfig(testing::TempDir()).ok());
}

TEST(ConfigTest, AsksForAPlaceWhenTheStatePathIsNoneForASocket) {
  Config config;
  config.state_dir = "/" + std::string(200, 'a');
  EXPECT_FALSE(CompleteConfig(&config).ok());
  config.listen = {*ParseListenAddress("127.0.0.1:1")};
  EXPECT_TRUE(CompleteConfig(&config).ok());
}

}  // namespace
}  // namespace assay::judge
