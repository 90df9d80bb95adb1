#ifndef ASSAY_JUDGE_PROBLEM_PROBLEM_FOLDER_H_
#define ASSAY_JUDGE_PROBLEM_PROBLEM_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/problem/problem.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// A folder that belongs to a problem, which is no more trusted than a submission: no link leads out
// of it, and what is not a regular file is not opened (a FIFO would hang, a device might act).
// Needs openat2(2), Linux 5.6. Move-only, owns a descriptor; const methods are thread-safe.
class ProblemFolder {
 public:
  struct Entry {
    enum class Kind { kFile, kFolder };
    std::string name;
    // Links are kFile until opened: a link to a folder is none.
    Kind kind = Kind::kFile;
  };

  // NOT_FOUND or INVALID_ARGUMENT when there is no such folder.
  static absl::StatusOr<ProblemFolder> Open(const std::string& path);

  // As given to Open(), without slashes at the end ("/" is empty).
  const std::string& path() const { return path_; }

  // The folder's own name, "problem" when that is not plain text (see IsPlainText).
  std::string Name() const;

  // "PATH/RELATIVE", or PATH alone ("/" for the root) for an empty one.
  std::string PathOf(absl::string_view relative) const;

  // Whether there is anything called `relative`.
  bool Has(const std::string& relative) const;

  // Entries of the subfolder `relative` ("": the folder itself), ordered as bytes, without those
  // whose name begins with a dot. The problem's fault: it is missing, no folder, reached by a link,
  // or has more than kMaxEntries.
  absl::StatusOr<std::vector<Entry>> List(const std::string& relative) const;

  // The regular file `relative`, for reading. The problem's fault: it is missing, of another kind,
  // or outside.
  absl::StatusOr<UniqueFd> OpenFile(const std::string& relative) const;

  // What OpenFile() would say, without opening for reading.
  absl::Status CheckFile(const std::string& relative) const;

  // Four files for each of 100,000 tests.
  static constexpr int kMaxEntries = 400'000;

 private:
  ProblemFolder(std::string path, UniqueFd fd);
  absl::StatusOr<UniqueFd> OpenBeneath(const std::string& relative, int flags, int resolve) const;

  std::string path_;
  UniqueFd fd_;
};

// Opens a file of a test of `problem` for reading from its beginning, by a descriptor of its own.
// With Problem::root, errors as ProblemFolder::OpenFile(); without, NOT_FOUND and INVALID_ARGUMENT
// (not a regular file) blame the caller.
absl::StatusOr<UniqueFd> OpenTestFile(const Problem& problem, const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_PROBLEM_FOLDER_H_
