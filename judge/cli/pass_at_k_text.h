#ifndef ASSAY_JUDGE_CLI_PASS_AT_K_TEXT_H_
#define ASSAY_JUDGE_CLI_PASS_AT_K_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "judge/batch/reports.h"

namespace assay::judge {

// "pass@1 0.3120" for each of `ks`, a line each; empty for results of no evaluation set.
std::string PassAtKText(const ResultsSummary& summary, const std::vector<int64_t>& ks);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_PASS_AT_K_TEXT_H_
