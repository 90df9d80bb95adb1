#ifndef ASSAY_JUDGE_CLI_SERVER_FLAGS_H_
#define ASSAY_JUDGE_CLI_SERVER_FLAGS_H_

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace assay::judge {

// Which server a command works with, and how it is reached.
struct ServerFlags {
  // Empty: none, the command works embedded.
  std::string address;
  // Empty where there is none.
  std::string token_file;
  std::string tls_ca_file;
  std::string tls_certificate_file;
  std::string tls_key_file;
  // TLS with the host's authorities.
  bool tls = false;
  // How long a server that is overloaded or restarts is tried again.
  absl::Duration retry_for = absl::Seconds(30);

  bool uses_tls() const { return tls || !tls_ca_file.empty() || !tls_certificate_file.empty(); }
};

// Adds the options to the whole command line, and not to one command.
void AddServerFlags(CLI::App* app, ServerFlags* flags);

// After the parse: takes from the environment (ASSAY_SERVER, ASSAY_TOKEN_FILE) what is not on the
// command line. INVALID_ARGUMENT for options that don't go together.
absl::Status CompleteServerFlags(const CLI::App& app, ServerFlags* flags);

// For a command that works with a server alone.
absl::Status NoServerError();

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SERVER_FLAGS_H_
