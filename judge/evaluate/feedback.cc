#include "judge/evaluate/feedback.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/copy_out.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr char kNextPass[] = "nextpass.in";
constexpr int kMostFiles = 256;

// Invalid, with errno set, when it fails.
UniqueFd OpenBeneath(int directory_fd, const std::string& name, uint64_t flags) {
  open_how how = {};
  how.flags = flags | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return UniqueFd(
      static_cast<int>(syscall(SYS_openat2, directory_fd, name.c_str(), &how, sizeof how)));
}

absl::StatusOr<UniqueFd> OpenFolder(int work_directory_fd) {
  UniqueFd folder = OpenBeneath(work_directory_fd, kFeedbackFolder, O_RDONLY | O_DIRECTORY);
  if (folder.valid()) return folder;
  return ProblemFault(
      absl::StrCat("the feedback folder is no folder any more [", ErrnoName(errno), "]"));
}

absl::Status NoRegularFile(const std::string& name) {
  return ProblemFault(absl::StrCat(name, " in the feedback folder is not a regular file"));
}

}  // namespace

absl::StatusOr<std::optional<UniqueFd>> OpenFeedbackFile(int work_directory_fd,
                                                         const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder, OpenFolder(work_directory_fd));
  struct stat info;
  if (fstatat(folder.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return std::optional<UniqueFd>();
    return ErrnoStatus(errno, absl::StrCat("stat ", name, " in the feedback folder"));
  }
  if (!S_ISREG(info.st_mode)) return NoRegularFile(name);
  absl::StatusOr<UniqueFd> file = sandbox::OpenRegularFile(folder.get(), name);
  if (!file.ok()) {
    return ProblemFault(absl::StrCat(name, " in the feedback folder cannot be read"));
  }
  return std::optional<UniqueFd>(*std::move(file));
}

absl::StatusOr<std::optional<FeedbackFile>> ReadFeedbackFile(int work_directory_fd,
                                                             const std::string& name,
                                                             int64_t limit_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<UniqueFd> file,
                         OpenFeedbackFile(work_directory_fd, name));
  if (!file.has_value()) return std::optional<FeedbackFile>();
  FeedbackFile read;
  read.contents.resize(static_cast<size_t>(limit_bytes) + 1);
  size_t size = 0;
  while (size < read.contents.size()) {
    const ssize_t count = pread(file->get(), read.contents.data() + size,
                                read.contents.size() - size, static_cast<off_t>(size));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", name));
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  read.truncated = size > static_cast<size_t>(limit_bytes);
  read.contents.resize(std::min(size, static_cast<size_t>(limit_bytes)));
  return std::optional<FeedbackFile>(std::move(read));
}

absl::StatusOr<std::vector<sandbox::WorkFile>> KeepFeedback(int work_directory_fd,
                                                            const TemporaryDirectory& folder,
                                                            int64_t limit_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd source, OpenFolder(work_directory_fd));
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd target, OpenFile(folder.path(), O_RDONLY | O_DIRECTORY));
  const absl::StatusOr<int> copied = sandbox::CopyRegularFiles(
      source.get(), target.get(), [](absl::string_view name) { return name != kNextPass; },
      {.total_bytes = limit_bytes, .files = kMostFiles, .entries = 4096});
  if (absl::IsOutOfRange(copied.status())) {
    return ProblemFault(absl::StrCat("too much in the feedback folder: ",
                                     absl::string_view(copied.status().message())));
  }
  if (!copied.ok()) return copied.status();
  std::vector<sandbox::WorkFile> files;
  files.push_back({.path = kFeedbackFolder});
  std::error_code error;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder.path(), error);
       !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    const std::string relative = entry->path().lexically_relative(folder.path()).string();
    sandbox::WorkFile file = {.path = absl::StrCat(kFeedbackFolder, "/", relative)};
    if (!entry->is_directory()) {
      ASSAY_ASSIGN_OR_RETURN(file.contents, OpenFile(entry->path().string(), O_RDONLY));
    }
    files.push_back(std::move(file));
  }
  if (error) {
    return absl::InternalError(absl::StrCat("list ", folder.path(), ": ", error.message()));
  }
  return files;
}

}  // namespace assay::judge
