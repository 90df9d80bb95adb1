#ifndef ASSAY_SANDBOX_ROOT_FILESYSTEM_H_
#define ASSAY_SANDBOX_ROOT_FILESYSTEM_H_

#include <string>
#include <vector>

namespace assay::sandbox {

// A host file or directory (with what is mounted below it) shown in the jail, nosuid and nodev.
struct BindMount {
  // Absolute.
  std::string host_path;
  // Absolute, normal (no "..", no empty part), not on or below another mount's or link's path.
  std::string jail_path;
  bool writable = false;
  friend bool operator==(const BindMount&, const BindMount&) = default;
};

// A symbolic link in the jail's root, such as /lib -> usr/lib.
struct RootSymlink {
  std::string jail_path;
  std::string target;
  friend bool operator==(const RootSymlink&, const RootSymlink&) = default;
};

// What a program sees as "/", besides /work (its tmpfs, also reached as /tmp) and /dev with null,
// zero, full, random and urandom.
struct RootFilesystem {
  std::vector<BindMount> binds;
  std::vector<RootSymlink> symlinks;
  // Empty directories, read-only as the root itself is. As BindMount::jail_path, but binds and
  // links may stand below one.
  std::vector<std::string> directories;
  // A /proc of the jail's own processes only (subset=pid).
  bool proc = false;
  // Where the program starts: a directory of the jail's, absolute, of at most 255 bytes.
  std::string working_directory = "/work";
  friend bool operator==(const RootFilesystem&, const RootFilesystem&) = default;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_ROOT_FILESYSTEM_H_
