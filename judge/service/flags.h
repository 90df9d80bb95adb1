#ifndef ASSAY_JUDGE_SERVICE_FLAGS_H_
#define ASSAY_JUDGE_SERVICE_FLAGS_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/service/config.h"

namespace assay::judge {

// sandboxd's command line. What is set takes the place of the file's setting; lists take that of
// the whole list.
struct ServerFlags {
  std::optional<std::string> config_file;
  bool check_config = false;
  std::vector<ListenAddress> listen;
  std::optional<std::string> state_dir;
  std::optional<std::string> tls_certificate;
  std::optional<std::string> tls_key;
  std::optional<std::string> client_ca;
  std::optional<std::string> tokens_file;
  bool insecure_listen = false;
  std::optional<std::string> metrics_listen;
  std::optional<int> slots;
  std::vector<std::string> accepted_weaknesses;
};

// Adds the flags, which write to `flags`. Values out of form fail the parse with one line that
// names the flag.
void AddServerFlags(CLI::App* app, ServerFlags* flags);

// The configuration: defaults, the file over them, the flags over that; complete and valid. Paths
// on the command line are meant from the current directory. Errors name the field or the file.
absl::StatusOr<Config> MakeConfig(const ServerFlags& flags);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_FLAGS_H_
