#include "judge/batch/pass_at_k.h"

namespace assay::judge {

std::optional<double> PassAtK(const SampleCounts& counts, int64_t k) {
  const int64_t n = counts.samples;
  const int64_t failed = n - counts.passed;
  if (k < 1 || k > n) return std::nullopt;
  if (failed < k) return 1.0;
  // C(n-c,k)/C(n,k) is the product of 1 - k/i over i of n-c+1 to n.
  double all_fail = 1;
  for (int64_t i = failed + 1; i <= n; ++i) {
    all_fail *= 1 - static_cast<double>(k) / static_cast<double>(i);
  }
  return 1 - all_fail;
}

std::vector<MeanPassAtK> MeansOfPassAtK(const std::map<std::string, SampleCounts>& tasks,
                                        const std::vector<int64_t>& ks) {
  std::vector<MeanPassAtK> means;
  for (const int64_t k : ks) {
    MeanPassAtK mean = {.k = k, .mean = std::nullopt, .short_tasks = 0};
    double sum = 0;
    for (const auto& [task, counts] : tasks) {
      const std::optional<double> value = PassAtK(counts, k);
      if (!value.has_value()) ++mean.short_tasks;
      sum += value.value_or(0);
    }
    if (mean.short_tasks == 0 && !tasks.empty())
      mean.mean = sum / static_cast<double>(tasks.size());
    means.push_back(mean);
  }
  return means;
}

}  // namespace assay::judge
