#ifndef ASSAY_JUDGE_PROBLEM_ICPC_PACKAGE_H_
#define ASSAY_JUDGE_PROBLEM_ICPC_PACKAGE_H_

#include "absl/status/statusor.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// Reads a problem package of the ICPC problem package format (Kattis/problem-package-format),
// versions legacy, legacy-icpc and 2025-09:
//
//   problem.yaml               required; see ParseProblemYaml()
//   .timelimit                 seconds; counts when problem.yaml has no limits.time_limit
//   data/                      tests; see icpc_tests.h
//   output_validators/         legacy: with `validation: custom`, each entry is one
//   output_validator/          2025-09: the folder is the one, or holds it
//   static_validator/          2025-09, likewise
//   input_validators/          each entry is one; in legacy also input_format_validators/
//   graders/                   legacy: the custom grader
//   include/LANGUAGE/          files for every submission
//   submissions/               see icpc_submissions.h
//
// What is for people (statements, NAME.hint, ...) and the tests of validators (data/invalid_*, ...)
// are passed over. The problem's fault, besides those of the parts: a custom validator that is not
// there, an interactive or multi-pass problem without one, a program without files, two graders.
absl::StatusOr<Problem> ReadIcpcPackage(const ProblemFolder& folder);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_ICPC_PACKAGE_H_
