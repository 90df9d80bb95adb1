#ifndef ASSAY_JUDGE_VERIFY_TEST_EVIDENCE_H_
#define ASSAY_JUDGE_VERIFY_TEST_EVIDENCE_H_

#include <string>

#include "absl/time/time.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// User and system time together.
absl::Duration CpuTimeOf(const ::judge::v1::TestResult& result);

// Why a test has its verdict, on one line: what the validator said or the first difference, how the
// program ended, what it took. The strings of the messages are printable already. Empty: nothing
// more is known.
std::string EvidenceOf(const ::judge::v1::TestResult& result);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_TEST_EVIDENCE_H_
