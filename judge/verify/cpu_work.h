#ifndef ASSAY_JUDGE_VERIFY_CPU_WORK_H_
#define ASSAY_JUDGE_VERIFY_CPU_WORK_H_

#include <functional>
#include <vector>

#include "absl/status/status.h"

namespace assay::judge {

// Calls `work(index, cpu)` for each index below `count`, at most `jobs` at once (0: as many as
// `cpus`, which are not none), each with one of `cpus` of its own. Begins nothing more after the
// first error, which it returns. `work` is called from several threads.
absl::Status WorkOnCpus(const std::vector<int>& cpus, int jobs, int count,
                        const std::function<absl::Status(int index, int cpu)>& work);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_CPU_WORK_H_
