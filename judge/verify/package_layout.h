#ifndef ASSAY_JUDGE_VERIFY_PACKAGE_LAYOUT_H_
#define ASSAY_JUDGE_VERIFY_PACKAGE_LAYOUT_H_

#include <string>
#include <vector>

#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"

namespace assay::judge {

// What is odd about a package that can be read, a line each: parts that its format asks for and
// that are not there, submissions of which nothing is expected, files that no reader looks at.
// Printable.
std::vector<std::string> LayoutWarnings(const Problem& problem, const ProblemFolder& folder);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_PACKAGE_LAYOUT_H_
