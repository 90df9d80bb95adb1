#include "judge/service/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

absl::StatusOr<std::string> ReadSecretFile(const std::string& path, int64_t limit_bytes) {
  // Does not wait for the other end of a FIFO.
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY | O_NONBLOCK));
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("stat ", path));
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not a regular file"));
  }
  if ((info.st_mode & S_IRWXO) != 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s holds secrets and is accessible for all (mode 0%o); do: chmod o= %s",
                        path, info.st_mode & 07777, path));
  }
  return ReadDescriptor(fd.get(), limit_bytes, path);
}

}  // namespace assay::judge
