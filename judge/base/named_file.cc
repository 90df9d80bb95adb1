#include "judge/base/named_file.h"

#include <fcntl.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<UniqueFd> OpenNamedFile(const std::string& path, absl::string_view name,
                                       struct stat* info) {
  // O_NONBLOCK: a FIFO without a writer would wait for one.
  absl::StatusOr<UniqueFd> fd = OpenFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (absl::IsNotFound(fd.status())) {
    return absl::NotFoundError(absl::StrCat(name, " does not exist; check the path"));
  }
  if (!fd.ok()) return fd.status();
  if (fstat(fd->get(), info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", name));
  return fd;
}

}  // namespace assay::judge
