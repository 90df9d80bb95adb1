#ifndef ASSAY_JUDGE_CLI_VERIFY_TEXT_H_
#define ASSAY_JUDGE_CLI_VERIFY_TEXT_H_

#include <string>

#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// A package's report for people: its checks, a table of its submissions with what is not as it is
// expected under each, the time limit, and the result in one line. `color` adds ANSI colours.
std::string VerifyText(const ::judge::v1::PackageReport& report, bool color);

// "PASSED".
std::string CheckResultText(::judge::v1::CheckResult result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_VERIFY_TEXT_H_
