#ifndef ASSAY_JUDGE_STORE_TREE_WRITER_H_
#define ASSAY_JUDGE_STORE_TREE_WRITER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Makes files and folders below a directory that nobody else writes to. Paths are "a/b/c", clean.
// Every step is beneath the directory and through no link (openat2(2), Linux 5.6), though there
// should be none.
//
// INVALID_ARGUMENT, in words that follow the entry's name: it is there already, in whatever form,
// or there would be more than `max_entries` files and folders. For one thread.
class TreeWriter {
 public:
  // The descriptor must outlive the writer.
  TreeWriter(int directory_fd, int64_t max_entries)
      : directory_fd_(directory_fd), max_entries_(max_entries) {}

  // Makes the folder, mode 0755, and those on the way. One that is there already is none too many.
  absl::Status MakeFolder(const std::string& path);

  // Makes an empty file, mode 0755 or 0644, and the folders on the way.
  absl::StatusOr<UniqueFd> MakeFile(const std::string& path, bool executable);

 private:
  absl::StatusOr<UniqueFd> OpenBeneath(const std::string& path, uint64_t flags, uint64_t mode);
  absl::Status Count();

  const int directory_fd_;
  const int64_t max_entries_;
  int64_t entry_count_ = 0;
  // The folder that was made or found last: most entries are in that of the one before.
  std::string last_folder_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_TREE_WRITER_H_
