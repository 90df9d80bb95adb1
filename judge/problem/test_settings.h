#ifndef ASSAY_JUDGE_PROBLEM_TEST_SETTINGS_H_
#define ASSAY_JUDGE_PROBLEM_TEST_SETTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/problem/group_yaml.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// What `base`.yaml beside a test (2025-09) says; without the file, nothing. `base` is relative to
// the package. The arguments of `test` become its own, or else those of `group`, or else stay. The
// problem's fault where the file is not what the format allows.
absl::StatusOr<TestSettings> TakeTestSettings(const ProblemFolder& folder, const std::string& base,
                                              const Problem& problem, const TestSettings& group,
                                              TestCase* test);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TEST_SETTINGS_H_
