#include "judge/cli/commands.h"
#include "judge/cli/host_tables.h"
#include "judge/evaluate/doctor_report.h"
#include "sandbox/host/host_probe.h"

namespace assay::judge {

int Doctor(const DoctorFlags& flags) {
  return ReportDoctor(MakeDoctorReport(sandbox::ProbeHost(), flags.accepted), flags.json);
}

}  // namespace assay::judge
