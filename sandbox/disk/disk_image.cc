#include "sandbox/disk/disk_image.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <spawn.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kBlockBytes = 4096;
constexpr int64_t kInodeBytes = 256;
constexpr int64_t kGroupBlocks = 8 * kBlockBytes;
// Where mke2fs is in Debian, and where others have it.
constexpr const char* kMke2fs[] = {"/usr/sbin/mke2fs", "/sbin/mke2fs", "/usr/bin/mke2fs"};

int64_t DivideUp(int64_t value, int64_t divisor) { return (value + divisor - 1) / divisor; }

// Of a file system with room for `size`: its contents, its tables of inodes, its groups' bitmaps
// and descriptors, and what ext4 holds back for its own trees.
int64_t BlocksOf(DiskSize size) {
  const int64_t contents = DivideUp(size.bytes, kBlockBytes);
  const int64_t inodes = DivideUp(size.inodes * kInodeBytes, kBlockBytes);
  const int64_t groups = DivideUp(contents + inodes, kGroupBlocks) + 1;
  // The inodes of each group fill whole blocks, and bytes of the bitmap; some groups have a copy of
  // the superblock and of the descriptors.
  constexpr int64_t kBlocksOfGroup = 4;
  constexpr int64_t kCopies = 24;
  constexpr int64_t kDescriptorBytes = 32;
  const int64_t descriptors = DivideUp(groups * kDescriptorBytes, kBlockBytes);
  const int64_t blocks =
      contents + inodes + groups * kBlocksOfGroup + std::min(groups, kCopies) * (1 + descriptors);
  constexpr int64_t kMostReserve = 4096;
  return blocks + std::min(blocks / 49 + 1, kMostReserve) + 16;
}

absl::StatusOr<UniqueFd> NamelessFile(const std::string& directory) {
  UniqueFd file(open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.valid()) return file;
  if (errno == EOPNOTSUPP || errno == EISDIR) {
    return absl::FailedPreconditionError(absl::StrCat(
        directory, " is on a file system without nameless files (O_TMPFILE: ", ErrnoName(errno),
        "), such as overlayfs before Linux 6.2: name a directory on ext4, XFS or btrfs for work "
        "directories"));
  }
  return ErrnoStatus(errno, absl::StrCat("make a file in ", directory));
}

absl::StatusOr<std::string> FindMke2fs() {
  for (const char* path : kMke2fs) {
    if (access(path, X_OK) == 0) return std::string(path);
  }
  return absl::FailedPreconditionError(
      "no mke2fs, which makes file systems for work directories on disk: install e2fsprogs");
}

absl::Status RunMke2fs(int image, DiskSize size) {
  ASSAY_ASSIGN_OR_RETURN(std::string program, FindMke2fs());
  constexpr int kImage = 3;
  // The file is not to be number 3 already: dup2 of a descriptor to itself leaves it close-on-exec.
  const UniqueFd high(fcntl(image, F_DUPFD_CLOEXEC, kImage + 1));
  if (!high.valid()) return ErrnoStatus(errno, "duplicate a disk image");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // It warns that it knows of no file systems but this one.
  for (const int fd : {0, 1, 2}) {
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, high.get(), kImage);
  constexpr char kFeatures[] =
      "none,extent,filetype,sparse_super,large_file,huge_file,dir_index,dir_nlink,extra_isize,"
      "flex_bg,metadata_csum";
  // No journal: nothing outlives a crash. No zeroing of tables: the file is zero. What the host's
  // configuration says of other file systems does not count.
  std::vector<std::string> arguments = {
      program,
      "-q",
      "-F",
      "-t",
      "ext4",
      "-O",
      kFeatures,
      "-b",
      absl::StrCat(kBlockBytes),
      "-I",
      absl::StrCat(kInodeBytes),
      // Ten are ext4's own, and one is that of lost+found.
      "-N",
      absl::StrCat(size.inodes + 11),
      "-m",
      "0",
      "-E",
      "lazy_itable_init=1,nodiscard",
      absl::StrCat("/proc/self/fd/", kImage),
  };
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::string config = "MKE2FS_CONFIG=/dev/null";
  char* const envp[] = {config.data(), nullptr};
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), envp);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return ErrnoStatus(error, absl::StrCat("start ", program));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return ErrnoStatus(errno, absl::StrCat("wait for ", program));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return absl::InternalError(absl::StrCat(program, " failed for a file system of ", size.bytes,
                                            " bytes and ", size.inodes, " inodes: wait status ",
                                            status));
  }
  return absl::OkStatus();
}

absl::Status CopyPart(int from, int to, off_t start, off_t end) {
  if (lseek(to, start, SEEK_SET) < 0) return ErrnoStatus(errno, "seek in a disk image");
  while (start < end) {
    const ssize_t count = sendfile(to, from, &start, static_cast<size_t>(end - start));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "copy a disk image");
    if (count == 0) return absl::InternalError("a disk image has become shorter");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckDiskDirectory(const std::string& directory) {
  struct statfs info;
  if (statfs(directory.c_str(), &info) != 0) {
    return ErrnoStatus(errno,
                       absl::StrCat("look at ", directory, ", for work directories on disk"));
  }
  if (info.f_type == TMPFS_MAGIC || info.f_type == RAMFS_MAGIC) {
    return absl::FailedPreconditionError(absl::StrCat(
        directory, " is in memory (tmpfs): name a directory on a disk for work directories"));
  }
  return FindMke2fs().status();
}

absl::StatusOr<UniqueFd> MakeDiskImage(const std::string& directory, DiskSize size) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd image, NamelessFile(directory));
  if (ftruncate(image.get(), BlocksOf(size) * kBlockBytes) != 0) {
    return ErrnoStatus(errno, absl::StrCat("size a disk image in ", directory));
  }
  ASSAY_RETURN_IF_ERROR(RunMke2fs(image.get(), size));
  return image;
}

absl::StatusOr<UniqueFd> CopyDiskImage(const std::string& directory, int image) {
  struct stat info;
  if (fstat(image, &info) != 0) return ErrnoStatus(errno, "fstat a disk image");
  ASSAY_ASSIGN_OR_RETURN(UniqueFd copy, NamelessFile(directory));
  // A program that met a full disk of the host's would be charged with it.
  if (fallocate(copy.get(), 0, 0, info.st_size) != 0) {
    return ErrnoStatus(errno, absl::StrCat("take ", info.st_size, " bytes in ", directory));
  }
  off_t end = 0;
  while (true) {
    const off_t start = lseek(image, end, SEEK_DATA);
    if (start < 0 && errno == ENXIO) return copy;
    if (start < 0) return ErrnoStatus(errno, "read a disk image");
    end = lseek(image, start, SEEK_HOLE);
    if (end < 0) return ErrnoStatus(errno, "read a disk image");
    ASSAY_RETURN_IF_ERROR(CopyPart(image, copy.get(), start, end));
  }
}

}  // namespace assay::sandbox
