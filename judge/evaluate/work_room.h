#ifndef ASSAY_JUDGE_EVALUATE_WORK_ROOM_H_
#define ASSAY_JUDGE_EVALUATE_WORK_ROOM_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "sandbox/work_file.h"

namespace assay::judge {

// What the files that one run is given may have together. They are copied into the jail's memory,
// which nobody is charged for: a sparse file of a package's would take all that the host has.
inline constexpr int64_t kMostWorkFileBytes = int64_t{1} << 30;

// The problem's fault where `files` have more, in a line that begins with `whose` they are and
// names the largest. Other errors are the host's.
absl::Status CheckWorkFiles(absl::string_view whose, const std::vector<sandbox::WorkFile>& files);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_WORK_ROOM_H_
