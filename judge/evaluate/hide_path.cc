#include "judge/evaluate/hide_path.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {

namespace {

absl::StatusOr<UniqueFd> MountAlone(const UniqueFd& fd) {
  const UniqueFd tree(static_cast<int>(
      syscall(SYS_open_tree, fd.get(), "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH)));
  if (!tree.valid()) {
    return ErrnoStatus(errno,
                       "mount an input by itself (if it is in another mount namespace, give "
                       "it through a pipe)");
  }
  mount_attr attributes = {};
  attributes.attr_set =
      MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
  if (syscall(SYS_mount_setattr, tree.get(), "", AT_EMPTY_PATH, &attributes, sizeof attributes) !=
      0) {
    return ErrnoStatus(errno, "make the mount of an input read-only");
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd hidden,
                         OpenFile(absl::StrCat("/proc/self/fd/", tree.get()), O_RDONLY));
  const off_t position = lseek(fd.get(), 0, SEEK_CUR);
  if (position < 0 || lseek(hidden.get(), position, SEEK_SET) < 0) {
    return ErrnoStatus(errno, "seek an input");
  }
  return hidden;
}

absl::StatusOr<UniqueFd> CopyToMemory(const UniqueFd& fd) {
  const UniqueFd copy(memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!copy.valid()) return ErrnoStatus(errno, "memfd_create for an input");
  ssize_t count;
  do {
    constexpr size_t kMost = 1 << 30;
    count = sendfile(copy.get(), fd.get(), nullptr, kMost);
  } while (count > 0 || (count < 0 && errno == EINTR));
  if (count < 0) return ErrnoStatus(errno, "copy an input to memory");
  if (fcntl(copy.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) !=
      0) {
    return ErrnoStatus(errno, "seal an input's copy");
  }
  return OpenFile(absl::StrCat("/proc/self/fd/", copy.get()), O_RDONLY);
}

}  // namespace

absl::StatusOr<UniqueFd> HidePath(UniqueFd fd, bool privileged) {
  if (!fd.valid()) return fd;
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, "fstat an input");
  if (!S_ISREG(info.st_mode)) return fd;
  return privileged ? MountAlone(fd) : CopyToMemory(fd);
}

}  // namespace assay::judge
