#ifndef ASSAY_JUDGE_EVALUATE_STATIC_TESTS_H_
#define ASSAY_JUDGE_EVALUATE_STATIC_TESTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/judge_programs.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// Runs the static validator on `source`, for each group that has such a test, on `cpu`: results by
// group (the test has the group's name), absent where there is none. What the validator does wrong
// is JUDGE_ERROR. A status is the host's fault, or ABORTED.
absl::StatusOr<std::vector<std::optional<::judge::v1::TestResult>>> RunStaticTests(
    const JudgeContext& context, const Problem& problem, const JudgePrograms& programs,
    const Source& source, const ::judge::v1::Language& language, std::optional<int> cpu);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_STATIC_TESTS_H_
