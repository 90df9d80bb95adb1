#ifndef ASSAY_JUDGE_PROBLEM_TEST_NAME_H_
#define ASSAY_JUDGE_PROBLEM_TEST_NAME_H_

#include <string>

#include "absl/strings/string_view.h"

namespace assay::judge {

// `text`, shortened and escaped where it is not plain (see IsPlainText), in double quotes: for
// messages.
std::string Quote(absl::string_view text);

// Whether version 2025-09 of the ICPC package format allows a file or folder to be called `name`:
// [a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}. Others are as if they were not there.
bool IsAllowedName(absl::string_view name);

// Orders "2" before "10": runs of digits by their value, other bytes one by one. Total and strict:
// names that differ in leading zeros only are ordered as bytes.
bool NaturalLess(absl::string_view a, absl::string_view b);

// Orders by the parts between slashes, each as bytes: the order of the ICPC package format.
bool PathLess(absl::string_view a, absl::string_view b);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TEST_NAME_H_
