#ifndef ASSAY_SANDBOX_SECCOMP_FILTER_H_
#define ASSAY_SANDBOX_SECCOMP_FILTER_H_

#include <linux/filter.h>

#include <string>
#include <vector>

namespace assay::sandbox {

// The descriptor through which a jail talks to its supervisor between loading the filter and exec,
// where it is closed. A program may open 1000 descriptors at most (Limits::open_files), numbers 0
// to 999, so that no descriptor of a program ever has this number, and what a filter opens for it
// is of no use after exec.
inline constexpr int kControlDescriptor = 1000;

// A compiled seccomp policy: immutable once made, shared by all runs that use it. Made by
// CompilePolicy() (sandbox/seccomp/policy_compiler.h).
struct SeccompFilter {
  // For messages.
  std::string name;
  // Classic BPF for SECCOMP_SET_MODE_FILTER.
  std::vector<sock_filter> program;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_FILTER_H_
