#ifndef ASSAY_JUDGE_PROBLEM_PACKAGE_VERSION_H_
#define ASSAY_JUDGE_PROBLEM_PACKAGE_VERSION_H_

#include <variant>

#include "judge/problem/problem.h"

namespace assay::judge {

// Whether the problem is an ICPC package of version 2025-09: no other has such groups.
inline bool IsVersion202509(const Problem& problem) {
  return !problem.groups.empty() &&
         std::holds_alternative<Aggregation>(problem.groups.front().grading);
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PACKAGE_VERSION_H_
