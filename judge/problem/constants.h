#ifndef ASSAY_JUDGE_PROBLEM_CONSTANTS_H_
#define ASSAY_JUDGE_PROBLEM_CONSTANTS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace assay::judge {

// `text` with each {{name}} of a constant replaced by its value (the ICPC package format, 2025-09:
// in validators, included code and example submissions). Other names stay as they are.
// Absent: it would have more than `max_bytes`, as short names of long values may make of any text.
std::optional<std::string> ReplaceConstants(absl::string_view text,
                                            const std::map<std::string, std::string>& constants,
                                            size_t max_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_CONSTANTS_H_
