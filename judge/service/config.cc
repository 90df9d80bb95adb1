#include "judge/service/config.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "judge/base/error_details.h"
#include "judge/base/textproto.h"
#include "judge/service/duration_field.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/host/host_report.h"
#include "sandbox/network/ipv4.h"

namespace assay::judge {
namespace {

using ::judge::v1::ServerConfig;

constexpr int64_t kMaxFileBytes = 1 << 20;
constexpr int64_t kMebibyte = 1 << 20;
constexpr int64_t kMostBytes = int64_t{1} << 50;
constexpr size_t kMaxListenCount = 64;
constexpr int kMaxSlots = 1024;

absl::Status MergeListen(const ServerConfig& proto, Config* config) {
  if (proto.listen_size() == 0) return absl::OkStatus();
  config->listen.clear();
  for (int i = 0; i < proto.listen_size(); ++i) {
    absl::StatusOr<ListenAddress> address = ParseListenAddress(proto.listen(i));
    if (!address.ok()) {
      return FieldError(absl::StrCat("listen[", i, "]"), address.status().message());
    }
    config->listen.push_back(*std::move(address));
  }
  return absl::OkStatus();
}

absl::Status MergeDurations(const ServerConfig& proto, Config* config) {
  const auto& keepalive = proto.keepalive();
  const struct {
    bool is_set;
    const google::protobuf::Duration& proto;
    const char* field;
    absl::Duration* duration;
  } durations[] = {
      {proto.has_retention(), proto.retention(), "retention", &config->retention},
      {proto.has_drain_timeout(), proto.drain_timeout(), "drain_timeout", &config->drain_timeout},
      {proto.has_max_connection_idle(), proto.max_connection_idle(), "max_connection_idle",
       &config->max_connection_idle},
      {keepalive.has_time(), keepalive.time(), "keepalive.time", &config->keepalive_time},
      {keepalive.has_timeout(), keepalive.timeout(), "keepalive.timeout",
       &config->keepalive_timeout},
      {keepalive.has_min_client_interval(), keepalive.min_client_interval(),
       "keepalive.min_client_interval", &config->keepalive_min_client_interval},
  };
  for (const auto& entry : durations) {
    ASSAY_RETURN_IF_ERROR(MergeDuration(entry.is_set, entry.proto, entry.field, entry.duration));
  }
  return absl::OkStatus();
}

void MergeNumbers(const ServerConfig& proto, Config* config) {
  if (proto.has_slot_count()) config->slots = proto.slot_count();
  if (proto.has_max_queued_submission_count()) {
    config->max_queued_submissions = proto.max_queued_submission_count();
  }
  if (proto.has_max_in_flight_count()) config->max_in_flight = proto.max_in_flight_count();
  if (proto.has_max_message_bytes()) config->max_message_bytes = proto.max_message_bytes();
  if (proto.has_max_journal_bytes()) config->max_journal_bytes = proto.max_journal_bytes();
  if (proto.has_max_problem_bytes()) config->max_problem_bytes = proto.max_problem_bytes();
  if (proto.has_max_problems_total_bytes()) {
    config->max_problems_total_bytes = proto.max_problems_total_bytes();
  }
  if (proto.has_max_compile_cache_bytes()) {
    config->max_compile_cache_bytes = proto.max_compile_cache_bytes();
  }
  if (proto.has_max_prepared_bytes()) config->max_prepared_bytes = proto.max_prepared_bytes();
  if (proto.has_max_connection_call_count()) {
    config->max_connection_calls = proto.max_connection_call_count();
  }
  if (proto.has_max_transport_bytes()) config->max_transport_bytes = proto.max_transport_bytes();
  if (proto.has_max_memory_bytes()) config->max_memory_bytes = proto.max_memory_bytes();
}

absl::Status CheckRange(int64_t value, int64_t least, int64_t most, absl::string_view field) {
  if (value >= least && value <= most) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is ", value, ", not of ", least, " to ", most));
}

absl::Status CheckRange(absl::Duration value, absl::Duration least, absl::Duration most,
                        absl::string_view field) {
  if (value >= least && value <= most) return absl::OkStatus();
  return FieldError(field,
                    absl::StrCat("is ", absl::FormatDuration(value), ", not of ",
                                 absl::FormatDuration(least), " to ", absl::FormatDuration(most)));
}

absl::Status CheckNumbers(const Config& config) {
  const struct {
    int64_t value;
    int64_t least;
    int64_t most;
    const char* field;
  } numbers[] = {
      {config.slots, 0, kMaxSlots, "slot_count"},
      {config.max_queued_submissions, 1, 1'000'000, "max_queued_submission_count"},
      {config.max_in_flight, 1, 10'000, "max_in_flight_count"},
      {config.max_message_bytes, 64 << 10, 1 << 30, "max_message_bytes"},
      {config.max_journal_bytes, 16 * kMebibyte, kMostBytes, "max_journal_bytes"},
      {config.max_problem_bytes, kMebibyte, kMostBytes, "max_problem_bytes"},
      {config.max_problems_total_bytes, config.max_problem_bytes, kMostBytes,
       "max_problems_total_bytes"},
      {config.max_connection_calls, 1, 100'000, "max_connection_call_count"},
      {config.max_transport_bytes, 4 * config.max_message_bytes, kMostBytes, "max_transport_bytes"},
      {MaxMemoryBytes(config), 2 * config.max_transport_bytes, 2 * kMostBytes, "max_memory_bytes"},
  };
  for (const auto& [value, least, most, field] : numbers) {
    ASSAY_RETURN_IF_ERROR(CheckRange(value, least, most, field));
  }
  const std::pair<int64_t, const char*> caches[] = {
      {config.max_compile_cache_bytes, "max_compile_cache_bytes"},
      {config.max_prepared_bytes, "max_prepared_bytes"}};
  for (const auto& [value, field] : caches) {
    if (value == 0) continue;
    ASSAY_RETURN_IF_ERROR(CheckRange(value, 16 * kMebibyte, kMostBytes, field));
  }
  return absl::OkStatus();
}

absl::Status CheckDurations(const Config& config) {
  constexpr absl::Duration kSecond = absl::Seconds(1);
  constexpr absl::Duration kDay = absl::Hours(24);
  const struct {
    absl::Duration value;
    absl::Duration least;
    absl::Duration most;
    const char* field;
  } durations[] = {
      {config.retention, absl::Minutes(1), 3653 * kDay, "retention"},
      {config.drain_timeout, absl::ZeroDuration(), absl::Hours(1), "drain_timeout"},
      {config.keepalive_time, kSecond, kDay, "keepalive.time"},
      {config.keepalive_timeout, kSecond, absl::Hours(1), "keepalive.timeout"},
      {config.keepalive_min_client_interval, kSecond, kDay, "keepalive.min_client_interval"},
      {config.max_connection_idle, kSecond, kDay, "max_connection_idle"},
  };
  for (const auto& [value, least, most, field] : durations) {
    ASSAY_RETURN_IF_ERROR(CheckRange(value, least, most, field));
  }
  return absl::OkStatus();
}

absl::Status CheckTls(const TlsFiles& tls) {
  if (!tls.certificate_file.empty() && tls.key_file.empty()) {
    return FieldError("tls.key_file", "is missing; the certificate needs its key");
  }
  if (tls.certificate_file.empty() && !tls.key_file.empty()) {
    return FieldError("tls.certificate_file", "is missing; the key needs its certificate");
  }
  if (tls.certificate_file.empty() && !tls.client_ca_file.empty()) {
    return FieldError("tls.client_ca_file", "needs certificate_file and key_file");
  }
  return absl::OkStatus();
}

absl::Status CheckListen(const Config& config) {
  if (config.listen.empty()) return FieldError("listen", "is missing");
  if (config.listen.size() > kMaxListenCount) {
    return FieldError("listen", absl::StrCat("has more than ", kMaxListenCount, " addresses"));
  }
  const bool asks_who = !config.tokens_file.empty() || !config.tls.client_ca_file.empty();
  for (size_t i = 0; i < config.listen.size(); ++i) {
    const ListenAddress& address = config.listen[i];
    const std::string field = absl::StrCat("listen[", i, "]");
    if (std::count(config.listen.begin(), config.listen.end(), address) > 1) {
      return FieldError(field, absl::StrCat(address.ToString(), " is there twice"));
    }
    if (address.local || config.allow_insecure_listen) continue;
    std::vector<absl::string_view> missing;
    if (!config.tls.enabled()) missing.push_back("no TLS (tls)");
    if (!asks_who) {
      missing.push_back(
          "neither tokens (tokens_file) nor client certificates (tls.client_ca_file)");
    }
    if (missing.empty()) continue;
    return FieldError(
        field, absl::StrCat(address.ToString(), " is beyond loopback, with ",
                            absl::StrJoin(missing, " and "), "; --insecure-listen does without"));
  }
  return absl::OkStatus();
}

absl::Status CheckPath(const std::string& path, absl::string_view field) {
  if (path.empty() || path.front() == '/') return absl::OkStatus();
  return FieldError(field, absl::StrCat(path, " is not an absolute path"));
}

absl::Status CheckEgress(const sandbox::EgressOptions& egress) {
  constexpr size_t kMostAllowed = 1000;
  const auto field = [](absl::string_view name) { return absl::StrCat("network.egress.", name); };
  if (const absl::Status status = sandbox::ParseLink(egress.uplink_address).status();
      !status.ok()) {
    return FieldError(field("uplink_address"), status.message());
  }
  ASSAY_RETURN_IF_ERROR(CheckPath(egress.uplink_namespace, field("uplink_namespace")));
  if (egress.allowed.empty() || egress.allowed.size() > kMostAllowed) {
    return FieldError(field("allowed"), absl::StrCat("has ", egress.allowed.size(),
                                                     " places, not 1 to ", kMostAllowed));
  }
  for (size_t i = 0; i < egress.allowed.size(); ++i) {
    const absl::Status status = sandbox::ParseEndpoint(egress.allowed[i]).status();
    if (!status.ok()) return FieldError(field(absl::StrCat("allowed[", i, "]")), status.message());
  }
  return absl::OkStatus();
}

absl::Status CheckWeaknesses(const std::vector<std::string>& accepted) {
  for (size_t i = 0; i < accepted.size(); ++i) {
    const auto known =
        std::find(std::begin(sandbox::kWeaknesses), std::end(sandbox::kWeaknesses), accepted[i]);
    if (known != std::end(sandbox::kWeaknesses)) continue;
    return FieldError(absl::StrCat("accepted_weaknesses[", i, "]"),
                      absl::StrCat("\"", accepted[i], "\" is unknown; there are ",
                                   absl::StrJoin(sandbox::kWeaknesses, ", ")));
  }
  return absl::OkStatus();
}

}  // namespace

int64_t MaxMemoryBytes(const Config& config) {
  return config.max_memory_bytes.value_or(
      std::max(int64_t{1} << 30, 2 * config.max_transport_bytes));
}

absl::Status MergeConfig(const ServerConfig& proto, Config* config) {
  ASSAY_RETURN_IF_ERROR(MergeListen(proto, config));
  ASSAY_RETURN_IF_ERROR(MergeDurations(proto, config));
  ASSAY_RETURN_IF_ERROR(config->request_limits.Merge(proto.request_limits()));
  MergeNumbers(proto, config);
  if (proto.has_socket_mode()) config->socket_mode = proto.socket_mode();
  if (proto.has_allow_insecure_listen()) {
    config->allow_insecure_listen = proto.allow_insecure_listen();
  }
  if (proto.has_tls()) {
    config->tls = {proto.tls().certificate_file(), proto.tls().key_file(),
                   proto.tls().client_ca_file()};
    if (config->tls.certificate_file.empty()) {
      return FieldError("tls.certificate_file", "is missing");
    }
  }
  if (proto.has_tokens_file()) config->tokens_file = proto.tokens_file();
  if (proto.has_state_dir()) config->state_dir = proto.state_dir();
  if (proto.has_policy_dir()) config->policy_dir = proto.policy_dir();
  if (proto.has_metrics_listen()) config->metrics_listen = proto.metrics_listen();
  if (proto.log_level() != ::judge::v1::LOG_LEVEL_UNSPECIFIED) {
    config->log_level = proto.log_level();
  }
  config->accepted_weaknesses.assign(proto.accepted_weaknesses().begin(),
                                     proto.accepted_weaknesses().end());
  config->include_dirs.assign(proto.include_dirs().begin(), proto.include_dirs().end());
  if (proto.has_disk_directory()) config->disk_directory = proto.disk_directory();
  config->allow_loopback = proto.network().allow_loopback();
  if (proto.network().has_egress()) {
    const ::judge::v1::EgressConfig& egress = proto.network().egress();
    config->egress = {.uplink_namespace = egress.uplink_namespace(),
                      .uplink_address = egress.uplink_address(),
                      .allowed = {egress.allowed().begin(), egress.allowed().end()}};
  }
  return absl::OkStatus();
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxFileBytes));
  ServerConfig proto;
  ASSAY_RETURN_IF_ERROR(ParseTextproto(text, path, &proto));
  Config config;
  ASSAY_RETURN_IF_ERROR(Annotate(MergeConfig(proto, &config), path));
  return config;
}

absl::Status CompleteConfig(Config* config) {
  if (config->state_dir.empty()) {
    ASSAY_ASSIGN_OR_RETURN(config->state_dir, DefaultStateRoot());
  }
  if (!config->listen.empty()) return absl::OkStatus();
  absl::StatusOr<ListenAddress> address =
      ParseListenAddress(absl::StrCat("unix:", config->state_dir, "/sandboxd.sock"));
  if (!address.ok()) {
    return FieldError("state_dir", absl::StrCat("is no place for a socket, so that listen must be "
                                                "given: ",
                                                address.status().message()));
  }
  config->listen = {*std::move(address)};
  return absl::OkStatus();
}

absl::Status ValidateConfig(const Config& config) {
  ASSAY_RETURN_IF_ERROR(CheckTls(config.tls));
  ASSAY_RETURN_IF_ERROR(CheckListen(config));
  if ((config.socket_mode & ~0660) != 0 || (config.socket_mode & 0600) != 0600) {
    return FieldError("socket_mode",
                      absl::StrFormat("is 0%o, not 0600, 0640 or 0660", config.socket_mode));
  }
  ASSAY_RETURN_IF_ERROR(CheckPath(config.state_dir, "state_dir"));
  ASSAY_RETURN_IF_ERROR(CheckPath(config.policy_dir, "policy_dir"));
  for (size_t i = 0; i < config.include_dirs.size(); ++i) {
    const std::string field = absl::StrCat("include_dirs[", i, "]");
    if (config.include_dirs[i].empty()) return FieldError(field, "is empty");
    ASSAY_RETURN_IF_ERROR(CheckPath(config.include_dirs[i], field));
  }
  if (config.disk_directory.empty()) return FieldError("disk_directory", "is empty");
  ASSAY_RETURN_IF_ERROR(CheckPath(config.disk_directory, "disk_directory"));
  if (config.egress.has_value()) ASSAY_RETURN_IF_ERROR(CheckEgress(*config.egress));
  ASSAY_RETURN_IF_ERROR(CheckNumbers(config));
  ASSAY_RETURN_IF_ERROR(CheckDurations(config));
  ASSAY_RETURN_IF_ERROR(config.request_limits.Validate());
  if (!config.metrics_listen.empty()) {
    const absl::Status status = ParseMetricsAddress(config.metrics_listen).status();
    if (!status.ok()) return FieldError("metrics_listen", status.message());
  }
  if (config.log_level == ::judge::v1::LOG_LEVEL_UNSPECIFIED ||
      !::judge::v1::LogLevel_IsValid(config.log_level)) {
    return FieldError("log_level", "is not one of LogLevel");
  }
  return CheckWeaknesses(config.accepted_weaknesses);
}

absl::StatusOr<ListenAddress> ParseMetricsAddress(absl::string_view text) {
  ASSAY_ASSIGN_OR_RETURN(ListenAddress address, ParseListenAddress(text));
  if (address.is_unix()) {
    return absl::InvalidArgumentError("is a Unix socket; metrics need IP:PORT");
  }
  if (address.is_name) {
    return absl::InvalidArgumentError(
        absl::StrCat(address.host, " is a name; metrics need IP:PORT or localhost:PORT"));
  }
  return address;
}

}  // namespace assay::judge
