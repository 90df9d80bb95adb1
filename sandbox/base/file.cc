#include "sandbox/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay {

absl::StatusOr<UniqueFd> OpenFile(const std::string& path, int flags, int mode) {
  return OpenFileAt(AT_FDCWD, path, flags, mode);
}

absl::StatusOr<UniqueFd> OpenFileAt(int directory_fd, const std::string& path, int flags,
                                    int mode) {
  UniqueFd fd(openat(directory_fd, path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd.valid()) return ErrnoStatus(errno, absl::StrCat("open ", path));
  return fd;
}

absl::StatusOr<std::string> ReadDescriptor(int fd, int64_t limit_bytes, absl::string_view name) {
  std::string data;
  char buffer[16384];
  while (true) {
    const ssize_t count = read(fd, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", name));
    if (count == 0) return data;
    if (static_cast<int64_t>(data.size()) + count > limit_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat(name, " is larger than ", limit_bytes, " bytes"));
    }
    data.append(buffer, count);
  }
}

absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t limit_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY));
  return ReadDescriptor(fd.get(), limit_bytes, path);
}

absl::Status WriteDescriptor(int fd, absl::string_view data, absl::string_view name) {
  while (!data.empty()) {
    const ssize_t count = write(fd, data.data(), data.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("write ", name));
    data.remove_prefix(count);
  }
  return absl::OkStatus();
}

absl::Status WriteFile(const std::string& path, absl::string_view data, int mode) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC, mode));
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", path));
  // Whatever the umask: what a jail is to read, its own user must be able to read. Not a device's
  // mode, which is everybody's.
  if (S_ISREG(info.st_mode) && fchmod(fd.get(), static_cast<mode_t>(mode)) != 0) {
    return ErrnoStatus(errno, absl::StrCat("chmod ", path));
  }
  return WriteDescriptor(fd.get(), data, path);
}

}  // namespace assay
