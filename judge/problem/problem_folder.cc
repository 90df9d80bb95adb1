#include "judge/problem/problem_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// O_NONBLOCK: a FIFO that takes the file's place between check and open must not hang.
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

// The kernel adds this to open(2) of a 64-bit process but not to openat2(2), which refuses files
// from 2 GiB on without it (EOVERFLOW). The C library's O_LARGEFILE is 0 here.
constexpr int kLargeFile = 0100000;

bool IsRegular(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

// A descriptor that was opened with kReadFlags is made an ordinary one.
absl::Status ClearNonBlocking(int fd, absl::string_view path) {
  if (fcntl(fd, F_SETFL, 0) != 0) return ErrnoStatus(errno, absl::StrCat("fcntl ", path));
  return absl::OkStatus();
}

ProblemFolder::Entry::Kind KindOf(int directory_fd, const dirent& entry) {
  unsigned char type = entry.d_type;
  struct stat status;
  if (type == DT_UNKNOWN &&
      fstatat(directory_fd, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    type = IFTODT(status.st_mode);
  }
  return type == DT_DIR ? ProblemFolder::Entry::Kind::kFolder : ProblemFolder::Entry::Kind::kFile;
}

}  // namespace

ProblemFolder::ProblemFolder(std::string path, UniqueFd fd)
    : path_(std::move(path)), fd_(std::move(fd)) {}

absl::StatusOr<ProblemFolder> ProblemFolder::Open(const std::string& path) {
  absl::string_view trimmed = path;
  while (absl::ConsumeSuffix(&trimmed, "/")) {
  }
  // An O_PATH descriptor would do for openat2 but not tell whether the folder can be read.
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() && errno == ENOTDIR) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a folder"));
  }
  if (!fd.valid()) return ErrnoStatus(errno, absl::StrCat("open ", path));
  return ProblemFolder(std::string(trimmed), std::move(fd));
}

std::string ProblemFolder::Name() const {
  std::error_code error;
  const std::string name = std::filesystem::canonical(PathOf(""), error).filename().string();
  return error || name.empty() || !IsPlainText(name) ? "problem" : name;
}

std::string ProblemFolder::PathOf(absl::string_view relative) const {
  if (relative.empty()) return path_.empty() ? "/" : path_;
  return absl::StrCat(path_, "/", relative);
}

bool ProblemFolder::Has(const std::string& relative) const {
  struct stat status;
  return fstatat(fd_.get(), relative.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

absl::StatusOr<UniqueFd> ProblemFolder::OpenBeneath(const std::string& relative, int flags,
                                                    int resolve) const {
  open_how how = {};
  how.flags = flags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve;
  const char* name = relative.empty() ? "." : relative.c_str();
  // EAGAIN: something below was renamed meanwhile and the kernel could not be sure.
  int fd = -1;
  for (int attempt = 0; attempt < 16; ++attempt) {
    fd = syscall(SYS_openat2, fd_.get(), name, &how, sizeof how);
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  if (fd >= 0) return UniqueFd(fd);
  const int error = errno;
  const std::string path = PathOf(relative);
  switch (error) {
    case ENOENT:
      return ProblemFault(absl::StrCat(path, " is missing"));
    case ENOTDIR:
      return ProblemFault(absl::StrCat(path, " is not a folder"));
    case EXDEV:
      return ProblemFault(absl::StrCat(path, " is a link that leaves the folder ", PathOf("")));
    case ELOOP:
      return ProblemFault(absl::StrCat(path, " is reached by a link; use a plain file or folder"));
    case ENXIO:
      return ProblemFault(absl::StrCat(path, " is not a regular file"));
    // Not of the name we ask for, which the folder itself has given, but of a link's target.
    case ENAMETOOLONG:
      return ProblemFault(absl::StrCat(path, " is a link to a name that is too long"));
    default:
      return ErrnoStatus(error, absl::StrCat("open ", path));
  }
}

absl::StatusOr<std::vector<ProblemFolder::Entry>> ProblemFolder::List(
    const std::string& relative) const {
  ASSAY_ASSIGN_OR_RETURN(
      UniqueFd fd, OpenBeneath(relative, O_RDONLY | O_DIRECTORY | O_CLOEXEC, RESOLVE_NO_SYMLINKS));
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(fdopendir(fd.get()), &closedir);
  if (directory == nullptr) return ErrnoStatus(errno, absl::StrCat("read ", PathOf(relative)));
  fd.Release();
  std::vector<Entry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(directory.get());
    if (entry == nullptr && errno != 0) {
      return ErrnoStatus(errno, absl::StrCat("read ", PathOf(relative)));
    }
    if (entry == nullptr) break;
    if (entry->d_name[0] == '.') continue;
    if (entries.size() == kMaxEntries) {
      return ProblemFault(
          absl::StrCat(PathOf(relative), " has more than ", kMaxEntries, " entries"));
    }
    entries.push_back({.name = entry->d_name, .kind = KindOf(dirfd(directory.get()), *entry)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

absl::StatusOr<UniqueFd> ProblemFolder::OpenFile(const std::string& relative) const {
  ASSAY_RETURN_IF_ERROR(CheckFile(relative));
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenBeneath(relative, kReadFlags | kLargeFile, 0));
  if (!IsRegular(fd.get())) {
    return ProblemFault(absl::StrCat(PathOf(relative), " is not a regular file"));
  }
  ASSAY_RETURN_IF_ERROR(ClearNonBlocking(fd.get(), PathOf(relative)));
  return fd;
}

absl::Status ProblemFolder::CheckFile(const std::string& relative) const {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenBeneath(relative, O_PATH | O_CLOEXEC, 0));
  if (!IsRegular(fd.get())) {
    return ProblemFault(absl::StrCat(PathOf(relative), " is not a regular file"));
  }
  return absl::OkStatus();
}

absl::StatusOr<UniqueFd> OpenTestFile(const Problem& problem, const std::string& path) {
  if (!problem.root.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(problem.root));
    absl::string_view relative = path;
    if (!absl::ConsumePrefix(&relative, folder.path()) || !absl::ConsumePrefix(&relative, "/")) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is not in ", problem.root));
    }
    return folder.OpenFile(std::string(relative));
  }
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return ErrnoStatus(errno, absl::StrCat("open ", path));
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a regular file"));
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, ::assay::OpenFile(path, kReadFlags));
  if (!IsRegular(fd.get())) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a regular file"));
  }
  ASSAY_RETURN_IF_ERROR(ClearNonBlocking(fd.get(), path));
  return fd;
}

}  // namespace assay::judge
