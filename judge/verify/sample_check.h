#ifndef ASSAY_JUDGE_VERIFY_SAMPLE_CHECK_H_
#define ASSAY_JUDGE_VERIFY_SAMPLE_CHECK_H_

#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/problem/problem.h"
#include "judge/verify/program_check.h"
#include "proto/judge/v1/verify.pb.h"

namespace assay::judge {

// Whether what tests of a package of version 2025-09 show in place of their input and answer is as
// the format wants it (see ShownFiles), and whether the outputs shown, NAME.out, are accepted: a
// fault if not in samples, a warning elsewhere. No outputs are asked about where none stands by
// itself (interactive, multi-pass). At most one report; none where nothing is shown, and for other
// formats. A status is the host's fault, or ABORTED.
absl::StatusOr<std::vector<::judge::v1::CheckReport>> CheckSamples(const JudgeContext& context,
                                                                   const Problem& problem, int jobs,
                                                                   const CheckProgress& progress);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_SAMPLE_CHECK_H_
