#ifndef ASSAY_JUDGE_VERIFY_SUBMISSION_REPORT_H_
#define ASSAY_JUDGE_VERIFY_SUBMISSION_REPORT_H_

#include "absl/strings/string_view.h"
#include "judge/problem/package_submission.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// What the judgement of a submission tells of it and of its package.
::judge::v1::SubmissionReport MakeSubmissionReport(const Problem& problem,
                                                   const PackageSubmission& submission,
                                                   const ::judge::v1::Judgement& judgement);

// Of one that was not judged, and why.
::judge::v1::SubmissionReport MakeUnjudgedReport(const PackageSubmission& submission,
                                                 ::judge::v1::CheckResult result,
                                                 absl::string_view message);

// The worst of all that the report says, and of what it said before.
::judge::v1::CheckResult WorstResult(const ::judge::v1::PackageReport& report);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_SUBMISSION_REPORT_H_
