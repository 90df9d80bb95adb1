#include "sandbox/host/host_report.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

namespace assay::sandbox {

absl::Status CheckRequired(const HostReport& report, const std::vector<std::string>& accepted) {
  for (const std::string& name : accepted) {
    if (!absl::c_linear_search(kWeaknesses, name)) {
      return absl::InvalidArgumentError(absl::StrCat("there is no weakness \"", name, "\""));
    }
  }
  for (const HostFeature& feature : report.features) {
    if (!feature.required || feature.present) continue;
    if (absl::c_linear_search(accepted, feature.weakness)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("the host lacks ", feature.name, " (", feature.detail, "): ", feature.fix));
  }
  return absl::OkStatus();
}

HostFeature Present(std::string name, bool required, std::string detail) {
  return {std::move(name), required, true, std::move(detail), "", ""};
}

HostFeature Missing(std::string name, bool required, std::string detail, std::string fix) {
  return {std::move(name), required, false, std::move(detail), std::move(fix), ""};
}

}  // namespace assay::sandbox
