#include "judge/cli/server_flags.h"

#include <cstdlib>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/cli/units.h"

namespace assay::judge {
namespace {

constexpr char kGroup[] = "With a server";
constexpr absl::Duration kLongestRetry = absl::Hours(24);

std::string FromEnvironment(const char* name) {
  const char* const value = getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void AddServerFlags(CLI::App* app, ServerFlags* flags) {
  const auto add = [app](const char* name, std::string* target, const char* help,
                         const char* type) {
    app->add_option(name, *target, help)->type_name(type)->group(kGroup);
  };
  add("--server", &flags->address,
      "The sandboxd to work with; $ASSAY_SERVER when not given; \"\": none", "unix:PATH|HOST:PORT");
  add("--token-file", &flags->token_file,
      "File whose first line is our token; $ASSAY_TOKEN_FILE when not given", "FILE");
  app->add_flag("--tls", flags->tls, "Use TLS, with the authorities that this host trusts")
      ->group(kGroup);
  add("--tls-ca", &flags->tls_ca_file, "Use TLS, with these authorities", "FILE");
  add("--tls-cert", &flags->tls_certificate_file, "Use TLS; our certificate chain in PEM form",
      "FILE");
  add("--tls-key", &flags->tls_key_file, "Its key", "FILE");
  app->add_option_function<std::string>(
         "--retry-for",
         [flags](const std::string& text) {
           if (text == "0") {
             flags->retry_for = absl::ZeroDuration();
             return;
           }
           const absl::StatusOr<absl::Duration> value = ParseDuration(text);
           if (!value.ok()) {
             throw CLI::ValidationError("--retry-for", std::string(value.status().message()));
           }
           if (*value > kLongestRetry) {
             throw CLI::ValidationError("--retry-for",
                                        absl::StrCat("\"", text, "\" is not a time of 0 to 24h"));
           }
           flags->retry_for = *value;
         },
         "How long submit tries a busy or restarting server again; 30s when not given")
      ->type_name("0|30s")
      ->group(kGroup);
}

absl::Status CompleteServerFlags(const CLI::App& app, ServerFlags* flags) {
  if (app.count("--server") == 0) flags->address = FromEnvironment("ASSAY_SERVER");
  if (flags->address.empty()) {
    for (const char* name : {"--token-file", "--tls", "--tls-ca", "--tls-cert", "--tls-key"}) {
      if (app.count(name) > 0) {
        return absl::InvalidArgumentError(
            absl::StrCat(name, " is for a server; name it with --server or ASSAY_SERVER"));
      }
    }
    return absl::OkStatus();
  }
  if (app.count("--token-file") == 0) flags->token_file = FromEnvironment("ASSAY_TOKEN_FILE");
  if (flags->tls_certificate_file.empty() != flags->tls_key_file.empty()) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key go together; give both");
  }
  return absl::OkStatus();
}

absl::Status NoServerError() {
  return absl::InvalidArgumentError(
      "there is no server to work with; name it with --server or ASSAY_SERVER, as in "
      "ASSAY_SERVER=unix:/var/lib/assay/sandboxd.sock");
}

}  // namespace assay::judge
