#include "judge/cli/pass_at_k_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/batch/pass_at_k.h"

namespace assay::judge {

std::string PassAtKText(const ResultsSummary& summary, const std::vector<int64_t>& ks) {
  std::string text;
  if (summary.evaluation_set.empty()) return text;
  for (const MeanPassAtK& each : MeansOfPassAtK(summary.tasks, ks)) {
    if (each.mean.has_value()) {
      absl::StrAppend(&text, absl::StrFormat("pass@%d %.4f (mean of %d tasks)\n", each.k,
                                             *each.mean, summary.tasks.size()));
    } else {
      absl::StrAppend(
          &text, absl::StrFormat("pass@%d needs %d samples of each task; %d have fewer\n", each.k,
                                 each.k, each.short_tasks));
    }
  }
  return text;
}

}  // namespace assay::judge
