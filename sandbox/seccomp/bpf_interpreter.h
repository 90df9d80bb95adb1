#ifndef ASSAY_SANDBOX_SECCOMP_BPF_INTERPRETER_H_
#define ASSAY_SANDBOX_SECCOMP_BPF_INTERPRETER_H_

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::sandbox {

// What the kernel would answer to `data` under `program`: SECCOMP_RET_* with its data in the low 16
// bits. INVALID_ARGUMENT for a program that the kernel's seccomp_check_filter() refuses to load, as
// far as this input reaches it. For tests of filters without a kernel.
absl::StatusOr<uint32_t> EvaluateFilter(const std::vector<sock_filter>& program,
                                        const seccomp_data& data);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_BPF_INTERPRETER_H_
