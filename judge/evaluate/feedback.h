#ifndef ASSAY_JUDGE_EVALUATE_FEEDBACK_H_
#define ASSAY_JUDGE_EVALUATE_FEEDBACK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/work_file.h"

namespace assay::judge {

// Where a validator's feedback folder is in its working directory, and how it is told.
inline constexpr char kFeedbackFolder[] = "feedback";
inline constexpr char kFeedbackArgument[] = "/work/feedback/";

struct FeedbackFile {
  std::string contents;
  bool truncated = false;
};

// The first `limit_bytes` of the file `name` of the feedback folder in a work directory that the
// validator, which is hostile, has left. Absent when there is none. The problem's fault: it is
// anything but a regular file (a link, a FIFO, a folder), cannot be read, or the folder is gone.
absl::StatusOr<std::optional<FeedbackFile>> ReadFeedbackFile(int work_directory_fd,
                                                             const std::string& name,
                                                             int64_t limit_bytes);

// The regular file `name`, open for reading: for nextpass.in. As above otherwise.
absl::StatusOr<std::optional<UniqueFd>> OpenFeedbackFile(int work_directory_fd,
                                                         const std::string& name);

// Copies the feedback folder, without nextpass.in, to `folder`, which is empty, and tells how to
// put it into the next pass's work directory. The problem's fault: more than 256 files or
// `limit_bytes`.
absl::StatusOr<std::vector<sandbox::WorkFile>> KeepFeedback(int work_directory_fd,
                                                            const TemporaryDirectory& folder,
                                                            int64_t limit_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_FEEDBACK_H_
