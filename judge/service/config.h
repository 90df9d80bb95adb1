#ifndef ASSAY_JUDGE_SERVICE_CONFIG_H_
#define ASSAY_JUDGE_SERVICE_CONFIG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/service/listen_address.h"
#include "judge/service/request_limits.h"
#include "proto/judge/v1/config.pb.h"
#include "sandbox/network_spec.h"

namespace assay::judge {

// Paths of PEM files; all empty: no TLS.
struct TlsFiles {
  std::string certificate_file;
  std::string key_file;
  std::string client_ca_file;

  bool enabled() const { return !certificate_file.empty(); }
};

// How sandboxd runs: proto/judge/v1/config.proto in C++, with its defaults. Meaning, units and
// ranges of the fields stand there.
struct Config {
  // CompleteConfig() fills in the default.
  std::vector<ListenAddress> listen;
  int socket_mode = 0600;
  bool allow_insecure_listen = false;
  TlsFiles tls;
  // Empty: none.
  std::string tokens_file;

  // CompleteConfig() fills in the default.
  std::string state_dir;
  // Empty: none.
  std::string policy_dir;

  // 0: as many as there are cpus.
  int slots = 0;
  int64_t max_queued_submissions = 10'000;
  int max_in_flight = 256;
  int64_t max_message_bytes = int64_t{32} << 20;

  absl::Duration retention = absl::Hours(24 * 30);
  int64_t max_journal_bytes = int64_t{4} << 30;
  int64_t max_problem_bytes = int64_t{1} << 30;
  int64_t max_problems_total_bytes = int64_t{16} << 30;
  int64_t max_compile_cache_bytes = int64_t{1} << 30;
  int64_t max_prepared_bytes = int64_t{3} << 30;

  // Empty: nowhere. Otherwise an address that ParseMetricsAddress() takes.
  std::string metrics_listen = "127.0.0.1:9464";
  ::judge::v1::LogLevel log_level = ::judge::v1::LOG_LEVEL_INFO;

  absl::Duration drain_timeout = absl::Seconds(30);
  absl::Duration keepalive_time = absl::Seconds(60);
  absl::Duration keepalive_timeout = absl::Seconds(20);
  absl::Duration keepalive_min_client_interval = absl::Seconds(10);
  absl::Duration max_connection_idle = absl::Minutes(15);
  int max_connection_calls = 1000;
  int64_t max_transport_bytes = int64_t{512} << 20;
  // Absent: 1 GiB, or twice max_transport_bytes where that is more.
  std::optional<int64_t> max_memory_bytes;

  std::vector<std::string> accepted_weaknesses;
  std::vector<std::string> include_dirs;
  std::string disk_directory = "/var/tmp";
  bool allow_loopback = false;
  // Absent: nobody's runs have a way out.
  std::optional<sandbox::EgressOptions> egress;
  RequestLimits request_limits;
};

// What the heap may take before connections are cut.
int64_t MaxMemoryBytes(const Config& config);

// Puts what `proto` sets in the place of what `config` has. INVALID_ARGUMENT names the field.
absl::Status MergeConfig(const ::judge::v1::ServerConfig& proto, Config* config);

// The file's settings over the defaults. INVALID_ARGUMENT begins with "PATH:LINE:COLUMN: " or
// "PATH: FIELD: "; other errors tell why the file can't be read. Not validated.
absl::StatusOr<Config> LoadConfig(const std::string& path);

// Fills in state_dir and listen where nobody has. INVALID_ARGUMENT when there is no place for
// state.
absl::Status CompleteConfig(Config* config);

// Checks each field's range and what fields ask of each other; looks at no file. INVALID_ARGUMENT
// names the field. `config` is complete.
absl::Status ValidateConfig(const Config& config);

// ParseListenAddress() for metrics_listen, which is neither a Unix socket nor a name.
absl::StatusOr<ListenAddress> ParseMetricsAddress(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_CONFIG_H_
