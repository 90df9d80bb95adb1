#ifndef ASSAY_JUDGE_STORE_PACKAGE_FOLDERS_H_
#define ASSAY_JUDGE_STORE_PACKAGE_FOLDERS_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// The folders of a problem store: ROOT/packages/DIGEST/ with a package's files, and ROOT/uploads/
// for what is on its way in, or out. Move-only; a moved-from object is not to be used.
class PackageFolders {
 public:
  // Makes the folders (mode 0700) where they are missing, and keeps others from opening them while
  // the object lives: FAILED_PRECONDITION when another process has them.
  static absl::StatusOr<PackageFolders> Open(const std::string& root);

  std::string PathOf(const std::string& digest) const;
  // Whether packages/DIGEST is there.
  bool Has(const std::string& digest) const;

  // An empty folder in uploads/, for the caller to remove.
  absl::StatusOr<std::string> MakeUploadFolder() const;

  // Renames a complete folder, which is on disk, to packages/DIGEST, in place of what an earlier
  // failure has left there.
  absl::Status Place(const std::string& path, const std::string& digest) const;
  // Moves packages/DIGEST, if it is there, to a folder in uploads/, for the caller or the next
  // process to remove.
  absl::StatusOr<std::string> MoveOut(const std::string& digest) const;

  // Removes all of uploads/, and the packages that `is_known` doesn't know.
  absl::Status RemoveLeftovers(
      const std::function<absl::StatusOr<bool>(const std::string& digest)>& is_known) const;

 private:
  PackageFolders(std::string root, UniqueFd lock)
      : root_(std::move(root)), lock_(std::move(lock)) {}

  std::string root_;
  UniqueFd lock_;
};

// Makes a folder (mode 0700), if it isn't there.
absl::Status MakeFolder(const std::string& path);

// Best effort: what is left is removed at the next start.
void RemoveTree(const std::string& path);

// Everything below `path` is on disk afterwards.
absl::Status SyncFileSystem(const std::string& path);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PACKAGE_FOLDERS_H_
