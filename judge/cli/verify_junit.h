#ifndef ASSAY_JUDGE_CLI_VERIFY_JUNIT_H_
#define ASSAY_JUDGE_CLI_VERIFY_JUNIT_H_

#include <string>

#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// The report as JUnit's XML, which CI systems show: a test suite for each package, a test case for
// each check, each submission and the time limit. A discrepancy or a package's fault is a failure,
// what the host failed at an error; a warning is a case's output.
std::string VerifyJunit(const ::judge::v1::VerifyReport& report);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_VERIFY_JUNIT_H_
