#ifndef ASSAY_JUDGE_BATCH_PASS_AT_K_H_
#define ASSAY_JUDGE_BATCH_PASS_AT_K_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::judge {

// How many of a task's samples were judged, and how many passed.
struct SampleCounts {
  int64_t samples = 0;
  int64_t passed = 0;
};

// The unbiased estimate of the probability that one of k samples passes, 1 - C(n-c,k)/C(n,k) with n
// samples of which c passed (Chen et al., "Evaluating Large Language Models Trained on Code",
// arXiv:2107.03374), as a product of numbers in [0, 1]: nothing overflows. Absent for k > n, or k
// of 0.
std::optional<double> PassAtK(const SampleCounts& counts, int64_t k);

struct MeanPassAtK {
  int64_t k = 0;
  // Over all tasks. Absent when one of them has fewer than k samples, or there is none.
  std::optional<double> mean;
  // How many have fewer.
  int64_t short_tasks = 0;
};

// For each of `ks`.
std::vector<MeanPassAtK> MeansOfPassAtK(const std::map<std::string, SampleCounts>& tasks,
                                        const std::vector<int64_t>& ks);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_PASS_AT_K_H_
