#ifndef ASSAY_JUDGE_CLI_RUN_REPORT_H_
#define ASSAY_JUDGE_CLI_RUN_REPORT_H_

#include "proto/sandbox/v1/run.pb.h"

namespace assay::judge {

// Prints how a bare run ended: in JSON on standard output, else in one line on standard error,
// since both streams are the program's. Returns the exit code.
int ReportRun(const ::sandbox::v1::RunReport& report, bool json);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_RUN_REPORT_H_
