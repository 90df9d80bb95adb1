#include "judge/cli/exec_remote.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "judge/cli/exit_code.h"
#include "sandbox/base/status.h"

namespace assay::judge {

int ExecRemote(char** argv) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return Fail(kExitHost, ErrnoStatus(error.value(), "read /proc/self/exe"));
  const std::filesystem::path remote = self.parent_path() / "sandbox_remote";
  execv(remote.c_str(), argv);
  return Fail(kExitHost,
              ErrnoStatus(errno, absl::StrCat("execute ", remote.string(),
                                              ", which works with servers and belongs beside "
                                              "sandbox_cli")));
}

}  // namespace assay::judge
