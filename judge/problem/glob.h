#ifndef ASSAY_JUDGE_PROBLEM_GLOB_H_
#define ASSAY_JUDGE_PROBLEM_GLOB_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// The patterns of submissions.yaml (ICPC package format 2025-09, "Glob patterns"): `*` stands for
// any characters but a slash, `{a,b}` for either, every other character for itself.

// The patterns without braces that `pattern` stands for. INVALID_ARGUMENT: a brace without its
// other, or more than 1,000 patterns.
absl::StatusOr<std::vector<std::string>> ExpandBraces(absl::string_view pattern);

// Whether a pattern without braces matches `path` or a folder above it.
bool MatchesGlob(absl::string_view pattern, absl::string_view path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_GLOB_H_
