#include "sandbox/host/host_report.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace assay::sandbox {

absl::Status CheckRequired(const HostReport& report) {
  for (const HostFeature& feature : report.features) {
    if (!feature.required || feature.present) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("the host lacks ", feature.name, " (", feature.detail, "): ", feature.fix));
  }
  return absl::OkStatus();
}

HostFeature Present(std::string name, bool required, std::string detail) {
  return {std::move(name), required, true, std::move(detail), ""};
}

HostFeature Missing(std::string name, bool required, std::string detail, std::string fix) {
  return {std::move(name), required, false, std::move(detail), std::move(fix)};
}

}  // namespace assay::sandbox
