#ifndef ASSAY_JUDGE_EVALUATE_DOCTOR_REPORT_H_
#define ASSAY_JUDGE_EVALUATE_DOCTOR_REPORT_H_

#include <string>
#include <vector>

#include "proto/judge/v1/report.pb.h"
#include "sandbox/host/host_report.h"

namespace assay::judge {

// What a probe has found of the host, when the weaknesses `accepted` are.
::judge::v1::DoctorReport MakeDoctorReport(const sandbox::HostReport& host,
                                           const std::vector<std::string>& accepted);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_DOCTOR_REPORT_H_
