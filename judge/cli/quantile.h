#ifndef ASSAY_JUDGE_CLI_QUANTILE_H_
#define ASSAY_JUDGE_CLI_QUANTILE_H_

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::judge {

// The smallest sample that at least the fraction `q` (0 to 1) of all samples does not exceed
// (nearest rank). `samples` is not empty.
inline double Quantile(std::vector<double> samples, double q) {
  const double rank = std::ceil(q * static_cast<double>(samples.size()));
  const auto nth = samples.begin() + static_cast<long>(std::max(rank, 1.0)) - 1;
  std::nth_element(samples.begin(), nth, samples.end());
  return *nth;
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_QUANTILE_H_
