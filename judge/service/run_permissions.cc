#include "judge/service/run_permissions.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/base/error_details.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

absl::Status Denied(absl::string_view what, absl::string_view reason) {
  return WithReason(absl::PermissionDeniedError(what), reason);
}

}  // namespace

RunPermissions::RunPermissions(const Config& config)
    : disk_(config.request_limits.work_disk_bytes > 0), loopback_(config.allow_loopback) {
  if (!config.egress.has_value()) return;
  for (const std::string& text : config.egress->allowed) {
    if (const auto endpoint = sandbox::ParseEndpoint(text); endpoint.ok()) {
      allowed_.push_back(*endpoint);
    }
  }
}

absl::Status RunPermissions::Check(const ::sandbox::v1::RunRequest& request, Role role) const {
  if (request.work_directory().on_disk() && !disk_) {
    return Denied(
        "work_directory.on_disk: this server gives clients no disk; its operator allows it by "
        "request_limits.work_disk_bytes",
        "DISK_NOT_ALLOWED");
  }
  switch (request.network().policy()) {
    case ::sandbox::v1::NETWORK_POLICY_LOOPBACK:
      if (loopback_) return absl::OkStatus();
      return Denied(
          "network.policy: this server gives clients no network; its operator allows a loopback "
          "by network.allow_loopback",
          "NETWORK_NOT_ALLOWED");
    case ::sandbox::v1::NETWORK_POLICY_EGRESS:
      return CheckEgress(request.network(), role);
    default:
      return absl::OkStatus();
  }
}

absl::Status RunPermissions::CheckEgress(const ::sandbox::v1::RunNetwork& network,
                                         Role role) const {
  if (role != Role::kAdmin) {
    return Denied("network.policy: egress is for admins only; the client's token needs ROLE_ADMIN",
                  "ROLE_ADMIN_NEEDED");
  }
  if (allowed_.empty()) {
    return Denied(
        "network.policy: this server has no way out for runs; its operator gives it one by "
        "network.egress",
        "NETWORK_NOT_ALLOWED");
  }
  for (int i = 0; i < network.allowed_size(); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Endpoint endpoint,
                           sandbox::ParseEndpoint(network.allowed(i)));
    if (std::find(allowed_.begin(), allowed_.end(), endpoint) != allowed_.end()) continue;
    return Denied(absl::StrCat("network.allowed[", i, "]: ", network.allowed(i),
                               " is not in the server's network.egress.allowed"),
                  "NETWORK_NOT_ALLOWED");
  }
  return absl::OkStatus();
}

}  // namespace assay::judge
