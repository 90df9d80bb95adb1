#include "sandbox/base/copy_out.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {
namespace {

// Invalid, with errno set, when it fails.
UniqueFd OpenBeneath(int directory_fd, const char* name, int flags) {
  open_how how = {};
  how.flags = flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return UniqueFd(syscall(SYS_openat2, directory_fd, name, &how, sizeof how));
}

absl::Status OpenError(absl::string_view name) {
  if (errno == EACCES) return absl::OutOfRangeError(absl::StrCat(name, " is not readable"));
  return ErrnoStatus(errno, absl::StrCat("open ", name, " in the work directory"));
}

struct DirectoryCloser {
  void operator()(DIR* directory) const { closedir(directory); }
};

class Copier {
 public:
  Copier(int destination_fd, const std::function<bool(absl::string_view)>& wanted,
         const CopyOutLimits& limits)
      : destination_fd_(destination_fd), wanted_(wanted), limits_(limits) {}

  absl::Status CopyDirectory(UniqueFd source) {
    if (static_cast<int>(path_.size()) > limits_.depth) {
      return absl::OutOfRangeError(
          absl::StrCat("the work directory is more than ", limits_.depth, " folders deep"));
    }
    const std::unique_ptr<DIR, DirectoryCloser> directory(fdopendir(source.get()));
    if (directory == nullptr) return ErrnoStatus(errno, "fdopendir of the work directory");
    const int directory_fd = source.Release();
    while (true) {
      errno = 0;
      const dirent* entry = readdir(directory.get());
      if (entry == nullptr && errno != 0) return ErrnoStatus(errno, "read the work directory");
      if (entry == nullptr) return absl::OkStatus();
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (++entries_ > limits_.entries) {
        return absl::OutOfRangeError(
            absl::StrCat("the work directory has more than ", limits_.entries, " entries"));
      }
      ASSAY_RETURN_IF_ERROR(CopyEntry(directory_fd, name));
    }
  }

  int files() const { return files_; }

 private:
  absl::Status CopyEntry(int directory_fd, const std::string& name) {
    struct stat info;
    if (fstatat(directory_fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return ErrnoStatus(errno, absl::StrCat("stat ", name, " in the work directory"));
    }
    if (S_ISDIR(info.st_mode)) {
      UniqueFd folder = OpenBeneath(directory_fd, name.c_str(), O_RDONLY | O_DIRECTORY);
      if (!folder.valid() && errno == EXDEV) return absl::OkStatus();  // Another mount.
      if (!folder.valid()) return OpenError(name);
      path_.push_back(name);
      ASSAY_RETURN_IF_ERROR(CopyDirectory(std::move(folder)));
      path_.pop_back();
      return absl::OkStatus();
    }
    if (!S_ISREG(info.st_mode) || !wanted_(name)) return absl::OkStatus();
    // O_NONBLOCK: were it a FIFO by now, the open must not wait for a writer.
    const UniqueFd file = OpenBeneath(directory_fd, name.c_str(), O_RDONLY | O_NONBLOCK);
    if (!file.valid() && errno == EXDEV) return absl::OkStatus();  // A file bound over it.
    if (!file.valid()) return OpenError(name);
    if (fstat(file.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", name));
    if (!S_ISREG(info.st_mode)) return absl::OkStatus();
    return CopyFile(file.get(), name, info);
  }

  absl::Status CopyFile(int source_fd, const std::string& name, const struct stat& info) {
    if (++files_ > limits_.files) {
      return absl::OutOfRangeError(absl::StrCat("more than ", limits_.files, " files"));
    }
    if (info.st_size > limits_.total_bytes - bytes_) return TooLarge();
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder, DestinationFolder());
    const int mode = (info.st_mode & S_IXUSR) != 0 ? 0755 : 0644;
    ASSAY_ASSIGN_OR_RETURN(
        const UniqueFd target,
        OpenFileAt(folder.get(), name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
    // Whatever the umask: the jail's own user has to read it.
    if (fchmod(target.get(), mode) != 0) return ErrnoStatus(errno, absl::StrCat("chmod ", name));
    std::vector<char> buffer(std::clamp<int64_t>(info.st_size, 1, 1 << 18));
    while (true) {
      const ssize_t count = read(source_fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", name));
      if (count == 0) return absl::OkStatus();
      bytes_ += count;
      if (bytes_ > limits_.total_bytes) return TooLarge();
      ASSAY_RETURN_IF_ERROR(WriteDescriptor(
          target.get(), absl::string_view(buffer.data(), static_cast<size_t>(count)), name));
    }
  }

  // The folder of the destination that mirrors path_, made where it is missing.
  absl::StatusOr<UniqueFd> DestinationFolder() const {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd folder,
                           OpenFileAt(destination_fd_, ".", O_RDONLY | O_DIRECTORY));
    for (const std::string& part : path_) {
      if (mkdirat(folder.get(), part.c_str(), 0755) == 0) {
        if (fchmodat(folder.get(), part.c_str(), 0755, 0) != 0) {
          return ErrnoStatus(errno, absl::StrCat("chmod ", absl::StrJoin(path_, "/")));
        }
      } else if (errno != EEXIST) {
        return ErrnoStatus(errno, absl::StrCat("mkdir ", absl::StrJoin(path_, "/")));
      }
      ASSAY_ASSIGN_OR_RETURN(folder, OpenFileAt(folder.get(), part, O_RDONLY | O_DIRECTORY));
    }
    return folder;
  }

  absl::Status TooLarge() const {
    return absl::OutOfRangeError(
        absl::StrCat("the files are larger than ", limits_.total_bytes, " bytes together"));
  }

  const int destination_fd_;
  const std::function<bool(absl::string_view)>& wanted_;
  const CopyOutLimits& limits_;
  std::vector<std::string> path_;
  int entries_ = 0;
  int files_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<int> CopyRegularFiles(int source_fd, int destination_fd,
                                     const std::function<bool(absl::string_view)>& wanted,
                                     const CopyOutLimits& limits) {
  UniqueFd root = OpenBeneath(source_fd, ".", O_RDONLY | O_DIRECTORY);
  if (!root.valid()) return OpenError(".");
  Copier copier(destination_fd, wanted, limits);
  ASSAY_RETURN_IF_ERROR(copier.CopyDirectory(std::move(root)));
  return copier.files();
}

absl::StatusOr<UniqueFd> OpenRegularFile(int directory_fd, const std::string& path) {
  // A FIFO does not make the open wait.
  UniqueFd file = OpenBeneath(directory_fd, path.c_str(), O_RDONLY | O_NONBLOCK);
  struct stat info;
  if (!file.valid() || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return absl::NotFoundError(absl::StrCat(path, " is no regular file"));
  }
  return file;
}

absl::StatusOr<std::string> ReadRegularFile(int directory_fd, const std::string& path,
                                            int64_t limit_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd file, OpenRegularFile(directory_fd, path));
  struct stat info;
  if (fstat(file.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", path));
  std::string contents;
  contents.resize(std::min<int64_t>(limit_bytes, info.st_size));
  size_t size = 0;
  while (size < contents.size()) {
    const ssize_t count =
        pread(file.get(), contents.data() + size, contents.size() - size, static_cast<off_t>(size));
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", path));
    if (count == 0) break;
    size += count;
  }
  contents.resize(size);
  return contents;
}

}  // namespace assay::sandbox
