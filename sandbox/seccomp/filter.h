#ifndef ASSAY_SANDBOX_SECCOMP_FILTER_H_
#define ASSAY_SANDBOX_SECCOMP_FILTER_H_

#include <linux/filter.h>

#include <string>
#include <vector>

namespace assay::sandbox {

// A compiled seccomp policy: immutable once made, shared by all runs that use it. Made by
// CompilePolicy() (sandbox/seccomp/policy_compiler.h).
struct SeccompFilter {
  // For messages.
  std::string name;
  // Classic BPF for SECCOMP_SET_MODE_FILTER.
  std::vector<sock_filter> program;
  // Whether a call that makes sockets is ever executed under it.
  bool lets_sockets = true;
  // Whether a call of System V IPC or of POSIX message queues is.
  bool lets_ipc = true;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_FILTER_H_
