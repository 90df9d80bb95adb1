#ifndef ASSAY_JUDGE_VERIFY_EXPECTED_VERDICT_H_
#define ASSAY_JUDGE_VERIFY_EXPECTED_VERDICT_H_

#include <optional>
#include <string>

#include "judge/problem/package_submission.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// What packages call a verdict. PARTIAL is accepted, to them. Absent for a test that was not run,
// and for what is not the submission's fault.
std::optional<ExpectedVerdict> ToExpectedVerdict(::judge::v1::Verdict verdict);

// "AC", "WA", "TLE", "RTE", "MLE", "OLE", "CE".
const char* ShortName(ExpectedVerdict verdict);

// "TLE or RTE"; "anything" and "not AC" for all of them, and for all but one. Too much memory or
// output is left out beside RTE, as which the ICPC format counts it.
std::string DescribeVerdicts(const VerdictSet& verdicts);

// What an expectation wants, in a few words: "AC or WA, at least one WA", "secret/2: score 40".
std::string DescribeExpectation(const Expectation& expectation);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_EXPECTED_VERDICT_H_
