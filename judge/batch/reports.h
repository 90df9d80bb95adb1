#ifndef ASSAY_JUDGE_BATCH_REPORTS_H_
#define ASSAY_JUDGE_BATCH_REPORTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/batch/pass_at_k.h"

namespace assay::judge {

// Where reports go. An empty path: there is none.
struct ReportPaths {
  std::string csv;
  std::string junit;
  std::string html;
};

// What is in a results file as a whole.
struct ResultsSummary {
  int64_t count = 0;
  // By verdict's name, "BAD_ENTRY" for what has no judgement.
  std::map<std::string, int64_t> verdicts;
  int64_t memo = 0;
  // "humaneval", "mbpp", or empty.
  std::string evaluation_set;
  // Of an evaluation set. A sample that is no good counts as one that failed.
  std::map<std::string, SampleCounts> tasks;
};

// Reads the results in `path`, once or twice, in bounded memory, and writes the reports. INVALID_
// ARGUMENT names a line that is none.
absl::StatusOr<ResultsSummary> MakeReports(const std::string& path, const ReportPaths& reports,
                                           const std::vector<int64_t>& ks);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_REPORTS_H_
