#ifndef ASSAY_JUDGE_CLI_JUDGEMENT_REPORT_H_
#define ASSAY_JUDGE_CLI_JUDGEMENT_REPORT_H_

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Prints a judgement whose tests have been shown already, or that has none: in JSON, which is
// whole, on standard output, else on `text_file`. Returns the exit code.
int ReportJudgement(::judge::v1::Judgement judgement, bool json, std::FILE* text_file);

// The JUDGE_ERROR for a problem that cannot be read: see problem.h. Returns the exit code.
int ReportProblemFault(const absl::Status& status, const std::string& language, bool json);

// How a run without an answer ended, on standard error: its streams have been passed through, so
// this is what they don't say.
void PrintRunReport(const ::judge::v1::TestResult& result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_JUDGEMENT_REPORT_H_
