#ifndef ASSAY_JUDGE_EVALUATE_OUTPUT_FILE_H_
#define ASSAY_JUDGE_EVALUATE_OUTPUT_FILE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/store/state_directory.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// What a program printed, on its way to a validator: a file of the state directory without a name.
// Move-only; for one thread at a time. Gone with the object and what was opened.
class OutputFile {
 public:
  static absl::StatusOr<OutputFile> Create(const StateDirectory& state);

  // Adds to its end. The first error is kept for Open().
  void Append(absl::string_view data);
  // Adds all of the regular file `fd`.
  void AppendFile(int fd);

  // For reading from the beginning, by a descriptor that cannot write. A status is the host's
  // fault.
  absl::StatusOr<UniqueFd> Open() const;

 private:
  explicit OutputFile(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
  absl::Status status_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_OUTPUT_FILE_H_
