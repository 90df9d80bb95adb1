#include "judge/problem/problem.h"

namespace assay::judge {

ProblemLimits LimitsOfBareTests() {
  ProblemLimits limits;
  limits.time = absl::Seconds(2);
  limits.memory_bytes = int64_t{256} << 20;
  limits.output_bytes = int64_t{64} << 20;
  return limits;
}

}  // namespace assay::judge
