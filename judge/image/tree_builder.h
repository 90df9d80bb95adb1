#ifndef ASSAY_JUDGE_IMAGE_TREE_BUILDER_H_
#define ASSAY_JUDGE_IMAGE_TREE_BUILDER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Makes a root file system of layers, each on top of those before it, in an empty directory that
// nobody else writes to. Paths are clean and relative (CleanEntryPath()).
//
// Symbolic links are data, made and never asked for where they lead on the host: what stands above
// an entry is resolved with that directory as "/" (RESOLVE_IN_ROOT), as a process in the image
// would see it, and an entry's own name is never followed (CVE-2019-14271, CVE-2021-30465).
//
// Files get mode 0644, or 0755 when anybody may execute them, folders 0755, all of this process's
// user: a jail's program, who is none of the image's users, can read all of it and change nothing.
// Errors are words that follow the entry's name: INVALID_ARGUMENT for the image's fault. For one
// thread.
class TreeBuilder {
 public:
  // `root_fd` outlives the builder. At most `max_entries` are ever made.
  TreeBuilder(int root_fd, int64_t max_entries);

  // What is made from now on is a further layer's.
  void StartLayer() { own_.clear(); }

  // Folders on the way are made where they are missing. What a lower layer, or an earlier entry,
  // has in the path's place is replaced; of a folder only the contents stay.
  absl::Status MakeFolder(const std::string& path);
  // An empty file, to be written.
  absl::StatusOr<UniqueFd> MakeFile(const std::string& path, bool executable);
  absl::Status MakeSymlink(const std::string& path, const std::string& target);
  // `target` is a path as `path` is: of a file or a symbolic link that is there already.
  absl::Status MakeHardLink(const std::string& path, const std::string& target);

  // Whiteouts: remove what lower layers have, and nothing of the present one, at `path`, or in the
  // folder `path`. Nothing there is no error.
  absl::Status RemoveLower(const std::string& path);
  absl::Status RemoveLowerContents(const std::string& path);

 private:
  struct Place {
    // Of the folder that the entry is in; valid until the next call.
    int parent_fd = -1;
    std::string name;
  };

  // The folder of `path`. NOT_FOUND when it is not there and `make` is not set.
  absl::StatusOr<Place> Find(const std::string& path, bool make);
  absl::StatusOr<UniqueFd> OpenFolder(const std::string& path, bool make);
  absl::Status MakeFolderAt(int parent_fd, const std::string& name);
  // Clears the place for something that is no folder.
  absl::Status Clear(const Place& place);
  absl::Status RemoveAt(int parent_fd, const char* name, bool lower_only, bool* removed);
  absl::Status RemoveContents(int folder_fd, bool lower_only, bool* emptied);
  absl::Status Count();
  absl::Status Own(int parent_fd, const std::string& name);

  const int root_fd_;
  const int64_t max_entries_;
  int64_t entry_count_ = 0;
  // Inodes that the present layer has made or named.
  std::unordered_set<ino_t> own_;
  // How far below the root each folder really is: paths through links could nest without end.
  std::unordered_map<ino_t, int> depths_;
  // The last folder that Find() opened.
  std::string last_folder_;
  UniqueFd last_fd_;
  // Whether that path may lead elsewhere by now.
  bool last_is_stale_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_TREE_BUILDER_H_
