#include "judge/evaluate/doctor_report.h"

#include "absl/algorithm/container.h"
#include "judge/base/printable.h"
#include "sandbox/host/host_probe.h"

namespace assay::judge {

using ::judge::v1::DoctorReport;
using ::judge::v1::HostFeature;

DoctorReport MakeDoctorReport(const sandbox::HostReport& host,
                              const std::vector<std::string>& accepted) {
  DoctorReport report;
  report.set_ready(sandbox::CheckRequired(host, accepted).ok());
  for (const sandbox::HostFeature& feature : host.features) {
    HostFeature* proto = report.add_features();
    proto->set_name(MakePrintableLine(feature.name));
    proto->set_required(feature.required);
    proto->set_present(feature.present);
    proto->set_detail(MakePrintableLine(feature.detail));
    proto->set_fix(MakePrintableLine(feature.fix));
    proto->set_weakness(feature.weakness);
    proto->set_accepted(!feature.present && absl::c_linear_search(accepted, feature.weakness));
  }
  return report;
}

}  // namespace assay::judge
