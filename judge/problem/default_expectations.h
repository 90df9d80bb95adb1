#ifndef ASSAY_JUDGE_PROBLEM_DEFAULT_EXPECTATIONS_H_
#define ASSAY_JUDGE_PROBLEM_DEFAULT_EXPECTATIONS_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/package_submission.h"
#include "judge/problem/problem_yaml.h"

namespace assay::judge {

// What the ICPC package format expects of the submissions in submissions/FOLDER. Absent: nothing is
// known of that folder.
std::optional<Expectation> DefaultExpectation(absl::string_view folder, IcpcVersion version);

// What DOMjudge's tags in a source say: the verdict is one of those after `@EXPECTED_RESULTS@: `,
// and the score is that after `@EXPECTED_SCORE@: `, each up to the end of its line. Absent: there
// is no tag. INVALID_ARGUMENT: a word that DOMjudge does not know.
absl::StatusOr<std::optional<Expectation>> ParseExpectationTags(absl::string_view source);

// What Polygon's tag of a solution says ("wrong-answer"). Absent: nothing ("do-not-run"), or the
// tag is not known.
std::optional<Expectation> PolygonExpectation(absl::string_view tag);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_DEFAULT_EXPECTATIONS_H_
