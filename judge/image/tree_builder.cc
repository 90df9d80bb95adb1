#include "judge/image/tree_builder.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/image/directory.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int kMostDepth = 100;
constexpr size_t kMostTargetBytes = 4095;

// openat2(2) does not add it for a 64-bit process, and a file without it ends at 2 GiB.
constexpr uint64_t kLargeFile = 0100000;

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// A folder, found as a process whose "/" is `root_fd` would find it.
int OpenInRoot(int root_fd, const std::string& path) {
  open_how how = {};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  int fd = -1;
  do {
    fd = static_cast<int>(
        syscall(SYS_openat2, root_fd, path.empty() ? "." : path.c_str(), &how, sizeof how));
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  return fd;
}

absl::Status FolderError(int error_number) {
  if (error_number == ENOTDIR || error_number == ELOOP || error_number == EEXIST) {
    return absl::InvalidArgumentError(
        "stands below a file, or below a symbolic link that leads to no folder of the image");
  }
  if (error_number == ENOENT) return absl::NotFoundError("its folder is not there");
  return ErrnoStatus(error_number, "open its folder");
}

}  // namespace

TreeBuilder::TreeBuilder(int root_fd, int64_t max_entries)
    : root_fd_(root_fd), max_entries_(max_entries) {
  struct stat info = {};
  if (fstat(root_fd, &info) == 0) depths_[info.st_ino] = 0;
}

absl::Status TreeBuilder::Count() {
  if (++entry_count_ <= max_entries_) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("is one too many: the image may have ", max_entries_, " files and folders"));
}

absl::Status TreeBuilder::Own(int parent_fd, const std::string& name) {
  struct stat info = {};
  if (fstatat(parent_fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return ErrnoStatus(errno, "look at a new file");
  }
  own_.insert(info.st_ino);
  return absl::OkStatus();
}

absl::Status TreeBuilder::MakeFolderAt(int parent_fd, const std::string& name) {
  struct stat parent = {};
  struct stat info = {};
  if (fstat(parent_fd, &parent) != 0) return ErrnoStatus(errno, "look at a folder");
  const int depth = depths_[parent.st_ino] + 1;
  if (depth > kMostDepth) {
    return absl::InvalidArgumentError(
        absl::StrCat("is nested more than ", kMostDepth, " folders deep"));
  }
  ASSAY_RETURN_IF_ERROR(Count());
  if (mkdirat(parent_fd, name.c_str(), 0755) != 0) return FolderError(errno);
  // Whatever the umask is.
  if (fchmodat(parent_fd, name.c_str(), 0755, 0) != 0 ||
      fstatat(parent_fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return ErrnoStatus(errno, "make a folder");
  }
  depths_[info.st_ino] = depth;
  own_.insert(info.st_ino);
  return absl::OkStatus();
}

absl::StatusOr<UniqueFd> TreeBuilder::OpenFolder(const std::string& path, bool make) {
  UniqueFd fd(OpenInRoot(root_fd_, path));
  if (fd.valid()) return fd;
  if (errno != ENOENT || !make || path.empty()) return FolderError(errno);
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd parent, OpenFolder(ParentOf(path), make));
  ASSAY_RETURN_IF_ERROR(MakeFolderAt(parent.get(), NameOf(path)));
  fd = UniqueFd(OpenInRoot(root_fd_, path));
  if (!fd.valid()) return FolderError(errno);
  return fd;
}

absl::StatusOr<TreeBuilder::Place> TreeBuilder::Find(const std::string& path, bool make) {
  if (path.empty()) return absl::InvalidArgumentError("is the root itself");
  std::string folder = ParentOf(path);
  if (!last_fd_.valid() || last_is_stale_ || folder != last_folder_) {
    ASSAY_ASSIGN_OR_RETURN(last_fd_, OpenFolder(folder, make));
    last_folder_ = std::move(folder);
    last_is_stale_ = false;
  }
  return Place{last_fd_.get(), NameOf(path)};
}

absl::Status TreeBuilder::Clear(const Place& place) {
  bool removed = false;
  return RemoveAt(place.parent_fd, place.name.c_str(), /*lower_only=*/false, &removed);
}

absl::Status TreeBuilder::MakeFolder(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(path, /*make=*/true));
  struct stat info = {};
  if (fstatat(place.parent_fd, place.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
    if (S_ISDIR(info.st_mode)) {
      own_.insert(info.st_ino);
      return absl::OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(Clear(place));
  }
  return MakeFolderAt(place.parent_fd, place.name);
}

absl::StatusOr<UniqueFd> TreeBuilder::MakeFile(const std::string& path, bool executable) {
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(path, /*make=*/true));
  ASSAY_RETURN_IF_ERROR(Clear(place));
  ASSAY_RETURN_IF_ERROR(Count());
  const mode_t mode = executable ? 0755 : 0644;
  UniqueFd fd(openat(place.parent_fd, place.name.c_str(),
                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | kLargeFile, mode));
  if (!fd.valid() || fchmod(fd.get(), mode) != 0) return ErrnoStatus(errno, "make a file");
  ASSAY_RETURN_IF_ERROR(Own(place.parent_fd, place.name));
  return fd;
}

absl::Status TreeBuilder::MakeSymlink(const std::string& path, const std::string& target) {
  if (target.empty() || target.size() > kMostTargetBytes) {
    return absl::InvalidArgumentError("is a symbolic link to nothing, or to too long a path");
  }
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(path, /*make=*/true));
  ASSAY_RETURN_IF_ERROR(Clear(place));
  ASSAY_RETURN_IF_ERROR(Count());
  if (symlinkat(target.c_str(), place.parent_fd, place.name.c_str()) != 0) {
    return ErrnoStatus(errno, "make a symbolic link");
  }
  ASSAY_RETURN_IF_ERROR(Own(place.parent_fd, place.name));
  // It may stand in the way to the last folder.
  last_is_stale_ = true;
  return absl::OkStatus();
}

absl::Status TreeBuilder::MakeHardLink(const std::string& path, const std::string& target) {
  const auto no_target = [] {
    return absl::InvalidArgumentError("is a hard link to what is no file of the image before it");
  };
  if (target.empty()) return no_target();
  absl::StatusOr<UniqueFd> folder = OpenFolder(ParentOf(target), /*make=*/false);
  if (absl::IsNotFound(folder.status())) return no_target();
  ASSAY_RETURN_IF_ERROR(folder.status());
  const std::string target_name = NameOf(target);
  struct stat before = {};
  if (fstatat(folder->get(), target_name.c_str(), &before, AT_SYMLINK_NOFOLLOW) != 0 ||
      S_ISDIR(before.st_mode)) {
    return no_target();
  }
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(path, /*make=*/true));
  struct stat present = {};
  if (fstatat(place.parent_fd, place.name.c_str(), &present, AT_SYMLINK_NOFOLLOW) == 0 &&
      present.st_ino == before.st_ino) {
    return absl::OkStatus();  // A link to itself.
  }
  ASSAY_RETURN_IF_ERROR(Clear(place));
  ASSAY_RETURN_IF_ERROR(Count());
  if (linkat(folder->get(), target_name.c_str(), place.parent_fd, place.name.c_str(), 0) != 0) {
    if (errno == ENOENT) return no_target();
    return ErrnoStatus(errno, "make a hard link");
  }
  last_is_stale_ = true;
  return Own(place.parent_fd, place.name);
}

absl::Status TreeBuilder::RemoveAt(int parent_fd, const char* name, bool lower_only,
                                   bool* removed) {
  struct stat info = {};
  *removed = true;
  if (fstatat(parent_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? absl::OkStatus() : ErrnoStatus(errno, "look at a file");
  }
  last_is_stale_ = true;
  const bool is_own = lower_only && own_.contains(info.st_ino);
  if (!S_ISDIR(info.st_mode)) {
    *removed = !is_own;
    if (!is_own && unlinkat(parent_fd, name, 0) != 0) return ErrnoStatus(errno, "remove a file");
    return absl::OkStatus();
  }
  const UniqueFd folder(openat(parent_fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.valid()) return ErrnoStatus(errno, "open a folder");
  bool emptied = false;
  ASSAY_RETURN_IF_ERROR(RemoveContents(folder.get(), lower_only, &emptied));
  *removed = emptied && !is_own;
  if (*removed && unlinkat(parent_fd, name, AT_REMOVEDIR) != 0) {
    return ErrnoStatus(errno, "remove a folder");
  }
  return absl::OkStatus();
}

absl::Status TreeBuilder::RemoveContents(int folder_fd, bool lower_only, bool* emptied) {
  *emptied = true;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListDirectory(folder_fd));
  for (const std::string& name : names) {
    bool removed = false;
    ASSAY_RETURN_IF_ERROR(RemoveAt(folder_fd, name.c_str(), lower_only, &removed));
    *emptied = *emptied && removed;
  }
  return absl::OkStatus();
}

absl::Status TreeBuilder::RemoveLower(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("removes the root itself");
  const absl::StatusOr<UniqueFd> parent = OpenFolder(ParentOf(path), /*make=*/false);
  if (absl::IsNotFound(parent.status())) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(parent.status());
  bool removed = false;
  return RemoveAt(parent->get(), NameOf(path).c_str(), /*lower_only=*/true, &removed);
}

absl::Status TreeBuilder::RemoveLowerContents(const std::string& path) {
  const absl::StatusOr<UniqueFd> folder = OpenFolder(path, /*make=*/false);
  if (absl::IsNotFound(folder.status())) return absl::OkStatus();
  ASSAY_RETURN_IF_ERROR(folder.status());
  last_is_stale_ = true;
  bool emptied = false;
  return RemoveContents(folder->get(), /*lower_only=*/true, &emptied);
}

}  // namespace assay::judge
