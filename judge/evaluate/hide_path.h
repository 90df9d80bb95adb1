#ifndef ASSAY_JUDGE_EVALUATE_HIDE_PATH_H_
#define ASSAY_JUDGE_EVALUATE_HIDE_PATH_H_

#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// The file that `fd` reads, from the same position on, by a descriptor that a program with /proc
// can be given: /proc/self/fd tells it "/" in place of the path on the host, such as that of a
// secret test, and through it the file cannot be opened for writing, whatever its mode. The file is
// opened anew by a read-only mount of itself alone, which is part of no tree (open_tree(2) and
// mount_setattr(2), Linux 5.12); nothing is copied. What is no regular file, such as a pipe, has no
// path and is returned as it is, and so is an empty `fd`.
//
// Without `privileged` (CAP_SYS_ADMIN) it is a copy in memory from that position on, which costs
// the time and the memory.
//
// The host's fault: no CAP_SYS_ADMIN, a file of another mount namespace (EINVAL), no memory.
absl::StatusOr<UniqueFd> HidePath(UniqueFd fd, bool privileged);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_HIDE_PATH_H_
