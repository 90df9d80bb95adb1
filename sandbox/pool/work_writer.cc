#include "sandbox/pool/work_writer.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/fsuid.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kPageBytes = 4096;
constexpr int64_t kLeastRoomBytes = int64_t{1} << 20;
constexpr int64_t kLeastRoomInodes = 64;
constexpr size_t kMostParts = 32;
constexpr size_t kMostNameBytes = 255;

bool IsNormal(const std::string& path) {
  if (path.find('\0') != std::string::npos) return false;
  const std::vector<std::string> parts = absl::StrSplit(path, '/');
  return parts.size() <= kMostParts &&
         std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && part.size() <= kMostNameBytes && part != "." && part != "..";
         });
}

// The folders that lead to `path`, outermost first.
std::vector<std::string> FoldersOf(const std::string& path) {
  std::vector<std::string> folders;
  for (size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    folders.push_back(path.substr(0, slash));
  }
  return folders;
}

absl::Status Wrong(const WorkFile& file, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("work file \"", file.path, "\" ", what));
}

int64_t RoundUp(int64_t value, int64_t least) {
  return value <= least ? least : static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(value)));
}

// The calling thread, as the file system sees it, is `owner` for as long as the object lives.
// glibc's wrappers change this thread alone.
class ActAs {
 public:
  explicit ActAs(std::optional<uint32_t> owner) {
    if (!owner.has_value()) return;
    user_ = setfsuid(*owner);
    group_ = setfsgid(*owner);
  }
  ~ActAs() {
    if (user_.has_value()) setfsuid(*user_);
    if (group_.has_value()) setfsgid(*group_);
  }
  ActAs(const ActAs&) = delete;
  ActAs& operator=(const ActAs&) = delete;

 private:
  std::optional<uint32_t> user_;
  std::optional<uint32_t> group_;
};

absl::Status CopyContents(const WorkFile& file, int target) {
  off_t offset = 0;
  while (true) {
    constexpr size_t kMost = 1 << 30;
    const ssize_t count = sendfile(target, file.contents.get(), &offset, kMost);
    if (count == 0) return absl::OkStatus();
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == ENOSPC) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the work file ", file.path, " has grown while it was copied"));
    }
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("copy the work file ", file.path));
  }
}

absl::Status MakeFolder(int work_directory_fd, const std::string& path) {
  if (mkdirat(work_directory_fd, path.c_str(), 0755) == 0) return absl::OkStatus();
  return ErrnoStatus(errno, absl::StrCat("make the work folder ", path));
}

absl::Status WriteOne(int work_directory_fd, const WorkFile& file) {
  open_how how = {};
  how.flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  how.mode = file.executable ? 0755 : 0644;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  const UniqueFd target(static_cast<int>(
      syscall(SYS_openat2, work_directory_fd, file.path.c_str(), &how, sizeof how)));
  if (!target.valid()) return ErrnoStatus(errno, absl::StrCat("make the work file ", file.path));
  // Whatever the umask.
  if (fchmod(target.get(), static_cast<mode_t>(how.mode)) != 0) {
    return ErrnoStatus(errno, absl::StrCat("chmod the work file ", file.path));
  }
  return CopyContents(file, target.get());
}

}  // namespace

absl::StatusOr<WorkRoom> MeasureWorkFiles(const std::vector<WorkFile>& files) {
  WorkRoom room;
  if (files.empty()) return room;
  if (files.size() > kMaxWorkFiles) {
    return absl::InvalidArgumentError(
        absl::StrCat(files.size(), " work files; there may be ", kMaxWorkFiles));
  }
  // Whether each path is a folder.
  std::map<std::string, bool> paths;
  for (const WorkFile& file : files) {
    if (!IsNormal(file.path)) return Wrong(file, "has no relative and normal path");
    for (const std::string& folder : FoldersOf(file.path)) {
      if (!paths.emplace(folder, true).first->second) return Wrong(file, "is below a file");
    }
    const bool is_folder = !file.contents.valid();
    const auto [known, is_new] = paths.emplace(file.path, is_folder);
    if (!is_new && !(is_folder && known->second)) return Wrong(file, "is there twice");
    if (is_folder) continue;
    struct stat info;
    if (fstat(file.contents.get(), &info) != 0) {
      return ErrnoStatus(errno, absl::StrCat("fstat the work file ", file.path));
    }
    if (!S_ISREG(info.st_mode)) return Wrong(file, "is made of what is no regular file");
    room.bytes += (info.st_size + kPageBytes - 1) / kPageBytes * kPageBytes;
  }
  room.bytes = RoundUp(room.bytes, kLeastRoomBytes);
  room.inodes = RoundUp(static_cast<int64_t>(paths.size()), kLeastRoomInodes);
  return room;
}

absl::Status WriteWorkFiles(int work_directory_fd, std::optional<uint32_t> owner,
                            const std::vector<WorkFile>& files) {
  const ActAs act_as(owner);
  std::map<std::string, absl::Status> made;
  const auto make = [&](const std::string& folder) -> absl::Status {
    const auto [entry, is_new] = made.emplace(folder, absl::OkStatus());
    if (is_new) entry->second = MakeFolder(work_directory_fd, folder);
    return entry->second;
  };
  for (const WorkFile& file : files) {
    for (const std::string& folder : FoldersOf(file.path)) ASSAY_RETURN_IF_ERROR(make(folder));
    ASSAY_RETURN_IF_ERROR(file.contents.valid() ? WriteOne(work_directory_fd, file)
                                                : make(file.path));
  }
  return absl::OkStatus();
}

}  // namespace assay::sandbox
