#include "judge/image/directory.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

absl::StatusOr<std::vector<std::string>> ListDirectory(int fd) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd copy, OpenFileAt(fd, ".", O_RDONLY | O_DIRECTORY));
  struct Close {
    void operator()(DIR* directory) const { closedir(directory); }
  };
  const std::unique_ptr<DIR, Close> directory(fdopendir(copy.get()));
  if (directory == nullptr) return ErrnoStatus(errno, "read a folder");
  copy.Release();
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* const entry = readdir(directory.get())) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
    errno = 0;
  }
  if (errno != 0) return ErrnoStatus(errno, "read a folder");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace assay::judge
