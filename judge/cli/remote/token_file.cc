#include "judge/cli/remote/token_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/base/named_file.h"
#include "judge/base/printable.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr int64_t kMostFileBytes = 64 << 10;
constexpr size_t kMostTokenBytes = 4096;

}  // namespace

absl::StatusOr<std::string> ReadTokenFile(const std::string& path) {
  const std::string name = absl::StrCat("token file ", MakePrintableLine(path));
  struct stat info;
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenNamedFile(path, name, &info));
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is not a regular file"));
  }
  if ((info.st_mode & (S_IROTH | S_IWOTH)) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " is open to every user of this host; chmod 600 it"));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string contents,
                         ReadDescriptor(fd.get(), kMostFileBytes, name));
  absl::string_view token(contents);
  token = absl::StripAsciiWhitespace(token.substr(0, token.find('\n')));
  if (token.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(name, " has no token in its first line"));
  }
  if (token.size() > kMostTokenBytes ||
      !std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " has no token in its first line: that is up to ", kMostTokenBytes,
                     " printable ASCII characters without spaces"));
  }
  return std::string(token);
}

}  // namespace assay::judge
