#include "judge/service/flags.h"

#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "sandbox/base/status.h"
#include "sandbox/host/host_report.h"

namespace assay::judge {
namespace {

constexpr char kSecurity[] = "Security";

// `path` from the root, as a daemon needs it whose current directory may change.
std::string Absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  // Only a current directory that is gone; the path's user says then that it can't be opened.
  return error || path.empty() ? path : absolute.lexically_normal().string();
}

CLI::Option* AddPath(CLI::App* app, const std::string& flag, const std::string& help,
                     const std::string& type, std::optional<std::string>* target) {
  return app
      ->add_option_function<std::string>(
          flag, [target](const std::string& path) { *target = Absolute(path); }, help)
      ->type_name(type);
}

void AddListenFlags(CLI::App* app, ServerFlags* flags) {
  app->add_option_function<std::vector<std::string>>(
         "--listen",
         [flags](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             absl::StatusOr<ListenAddress> address = ParseListenAddress(text);
             if (!address.ok()) {
               throw CLI::ValidationError("--listen", std::string(address.status().message()));
             }
             flags->listen.push_back(*std::move(address));
           }
         },
         "Where to listen; repeatable; unix:STATE_DIR/sandboxd.sock when not given")
      ->type_name("unix:PATH|HOST:PORT")
      ->expected(1)
      ->take_all();
  app->add_option_function<std::string>(
         "--metrics-listen",
         [flags](const std::string& text) {
           const absl::Status status =
               text.empty() ? absl::OkStatus() : ParseMetricsAddress(text).status();
           if (!status.ok()) {
             throw CLI::ValidationError("--metrics-listen", std::string(status.message()));
           }
           flags->metrics_listen = text;
         },
         "Where Prometheus finds /metrics; empty: nowhere; 127.0.0.1:9464 when not given")
      ->type_name("IP:PORT");
}

void AddSecurityFlags(CLI::App* app, ServerFlags* flags) {
  AddPath(app, "--tls-cert", "Certificate chain in PEM form", "FILE", &flags->tls_certificate)
      ->group(kSecurity);
  AddPath(app, "--tls-key", "Its key", "FILE", &flags->tls_key)->group(kSecurity);
  AddPath(app, "--client-ca", "Authorities of the certificates that clients then need", "FILE",
          &flags->client_ca)
      ->group(kSecurity);
  AddPath(app, "--tokens", "Clients and the hashes of their tokens", "FILE", &flags->tokens_file)
      ->group(kSecurity);
  app->add_flag("--insecure-listen", flags->insecure_listen,
                "Listen beyond loopback without TLS or without asking who is there")
      ->group(kSecurity);
  const std::vector<std::string> names(std::begin(sandbox::kWeaknesses),
                                       std::end(sandbox::kWeaknesses));
  app->add_option("--weaken", flags->accepted_weaknesses,
                  "Accept that jails lack this barrier, where the host cannot give it; see "
                  "sandbox_cli doctor")
      ->check(CLI::IsMember(names))
      ->type_name("")
      ->allow_extra_args(false)
      ->group(kSecurity);
}

void ApplyFlags(const ServerFlags& flags, Config* config) {
  if (!flags.listen.empty()) config->listen = flags.listen;
  if (flags.state_dir.has_value()) config->state_dir = *flags.state_dir;
  if (flags.tls_certificate.has_value()) config->tls.certificate_file = *flags.tls_certificate;
  if (flags.tls_key.has_value()) config->tls.key_file = *flags.tls_key;
  if (flags.client_ca.has_value()) config->tls.client_ca_file = *flags.client_ca;
  if (flags.tokens_file.has_value()) config->tokens_file = *flags.tokens_file;
  if (flags.insecure_listen) config->allow_insecure_listen = true;
  if (flags.metrics_listen.has_value()) config->metrics_listen = *flags.metrics_listen;
  if (flags.slots.has_value()) config->slots = *flags.slots;
  if (!flags.accepted_weaknesses.empty()) config->accepted_weaknesses = flags.accepted_weaknesses;
}

}  // namespace

void AddServerFlags(CLI::App* app, ServerFlags* flags) {
  AddPath(app, "--config", "Settings; see deploy/sandboxd.textproto", "FILE", &flags->config_file);
  app->add_flag("--check-config", flags->check_config,
                "Check the configuration and the files it names, and exit");
  AddPath(app, "--state-dir", "Where the journal and everything else is kept", "DIR",
          &flags->state_dir);
  AddListenFlags(app, flags);
  app->add_option("--slots", flags->slots,
                  "Tests and compilers that run at once; 0: one for each cpu")
      ->check(CLI::Range(0, 1024))
      ->type_name("N");
  AddSecurityFlags(app, flags);
}

absl::StatusOr<Config> MakeConfig(const ServerFlags& flags) {
  Config config;
  if (flags.config_file.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(config, LoadConfig(*flags.config_file));
  }
  ApplyFlags(flags, &config);
  ASSAY_RETURN_IF_ERROR(CompleteConfig(&config));
  ASSAY_RETURN_IF_ERROR(ValidateConfig(config));
  return config;
}

}  // namespace assay::judge
