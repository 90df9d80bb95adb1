#ifndef ASSAY_JUDGE_VERIFY_VERIFY_PACKAGE_H_
#define ASSAY_JUDGE_VERIFY_VERIFY_PACKAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/verify/verify_options.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Whether the problem package at `path` is what it says of itself: reads it, runs its input
// validators on its inputs and its output validators on its answers, and judges its submissions
// (see VerifySubmissions()). Everything that is found is in the report, and what the host failed
// at, too. A status is ABORTED, after context.cancellation.
absl::StatusOr<::judge::v1::PackageReport> VerifyPackage(const JudgeContext& context,
                                                         const std::string& path,
                                                         const VerifyOptions& options);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_VERIFY_PACKAGE_H_
