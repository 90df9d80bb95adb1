#ifndef ASSAY_JUDGE_PROBLEM_CONSTANTS_H_
#define ASSAY_JUDGE_PROBLEM_CONSTANTS_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"

namespace assay::judge {

// `text` with each {{name}} of a constant replaced by its value (the ICPC package format, 2025-09:
// in validators, included code and example submissions). Other names stay as they are.
std::string ReplaceConstants(absl::string_view text,
                             const std::map<std::string, std::string>& constants);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_CONSTANTS_H_
