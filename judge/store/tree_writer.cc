#include "judge/store/tree_writer.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// openat2(2) does not add it for a 64-bit process, and a file without it ends at 2 GiB.
constexpr uint64_t kLargeFile = 0100000;

absl::Status InTheWay() {
  return absl::InvalidArgumentError("is in the archive twice, or both a file and a folder");
}

}  // namespace

absl::StatusOr<UniqueFd> TreeWriter::OpenBeneath(const std::string& path, uint64_t flags,
                                                 uint64_t mode) {
  open_how how = {};
  how.flags = flags | O_CLOEXEC | O_NOFOLLOW;
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  int fd = -1;
  do {
    fd = static_cast<int>(
        syscall(SYS_openat2, directory_fd_, path.empty() ? "." : path.c_str(), &how, sizeof how));
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  if (fd >= 0) return UniqueFd(fd);
  // A file in a folder's place; a folder, or a file, in the file's.
  if (errno == ENOTDIR || errno == EEXIST || errno == EISDIR) return InTheWay();
  return ErrnoStatus(errno, "make a file");
}

absl::Status TreeWriter::Count() {
  if (++entry_count_ <= max_entries_) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("is one too many: the archive may have ", max_entries_, " files and folders"));
}

absl::Status TreeWriter::MakeFolder(const std::string& path) {
  if (path.empty() || path == last_folder_) return absl::OkStatus();
  const size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  // As deep as a path may be.
  ASSAY_RETURN_IF_ERROR(MakeFolder(parent));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd parent_fd, OpenBeneath(parent, O_PATH | O_DIRECTORY, 0));
  if (mkdirat(parent_fd.get(), name.c_str(), 0755) == 0) {
    ASSAY_RETURN_IF_ERROR(Count());
    // Whatever the umask is.
    if (fchmodat(parent_fd.get(), name.c_str(), 0755, 0) != 0) {
      return ErrnoStatus(errno, "chmod a folder");
    }
  } else if (errno == EEXIST) {
    ASSAY_RETURN_IF_ERROR(OpenBeneath(path, O_PATH | O_DIRECTORY, 0).status());
  } else {
    return ErrnoStatus(errno, "make a folder");
  }
  last_folder_ = path;
  return absl::OkStatus();
}

absl::StatusOr<UniqueFd> TreeWriter::MakeFile(const std::string& path, bool executable) {
  const size_t slash = path.rfind('/');
  if (slash != std::string::npos) ASSAY_RETURN_IF_ERROR(MakeFolder(path.substr(0, slash)));
  ASSAY_RETURN_IF_ERROR(Count());
  const mode_t mode = executable ? 0755 : 0644;
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd,
                         OpenBeneath(path, O_WRONLY | O_CREAT | O_EXCL | kLargeFile, mode));
  if (fchmod(fd.get(), mode) != 0) return ErrnoStatus(errno, "chmod a file");
  return fd;
}

}  // namespace assay::judge
