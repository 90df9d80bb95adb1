#include "judge/language/image_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::judge {

UniqueFd FindInRoot(const std::string& root_path, absl::string_view path) {
  const UniqueFd root(open(root_path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return UniqueFd();
  open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return UniqueFd(static_cast<int>(
      syscall(SYS_openat2, root.get(), std::string(path).c_str(), &how, sizeof how)));
}

bool HasExecutable(const std::string& root_path, absl::string_view path) {
  const UniqueFd fd = FindInRoot(root_path, path);
  struct stat info = {};
  return fd.valid() && fstat(fd.get(), &info) == 0 && S_ISREG(info.st_mode) &&
         (info.st_mode & 0111) != 0;
}

}  // namespace assay::judge
