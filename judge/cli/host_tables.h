#ifndef ASSAY_JUDGE_CLI_HOST_TABLES_H_
#define ASSAY_JUDGE_CLI_HOST_TABLES_H_

#include "proto/judge/v1/report.pb.h"

namespace assay::judge {

// Print what a host has, on standard output, and return the exit code.
int ReportDoctor(const ::judge::v1::DoctorReport& report, bool json);
int ReportLanguages(const ::judge::v1::LanguagesReport& report, bool json);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_HOST_TABLES_H_
