#include "judge/evaluate/output_file.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// Not every file system has files without a name.
absl::StatusOr<UniqueFd> MakeUnnamed(const StateDirectory& state) {
  absl::StatusOr<UniqueFd> file = OpenFile(state.path(), O_TMPFILE | O_RDWR, 0444);
  if (file.ok()) return file;
  ASSAY_ASSIGN_OR_RETURN(const TemporaryDirectory folder, state.MakeDirectory("output"));
  return OpenFile(absl::StrCat(folder.path(), "/output"), O_RDWR | O_CREAT | O_EXCL, 0444);
}

}  // namespace

absl::StatusOr<OutputFile> OutputFile::Create(const StateDirectory& state) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd file, MakeUnnamed(state));
  // Whatever the umask: a jail's user may open it again by /proc.
  if (fchmod(file.get(), 0444) != 0) return ErrnoStatus(errno, "chmod an output's file");
  return OutputFile(std::move(file));
}

void OutputFile::Append(absl::string_view data) {
  if (status_.ok()) status_ = WriteDescriptor(fd_.get(), data, "an output's file");
}

void OutputFile::AppendFile(int fd) {
  off_t offset = 0;
  while (status_.ok()) {
    constexpr size_t kMost = 1 << 30;
    const ssize_t count = sendfile(fd_.get(), fd, &offset, kMost);
    if (count == 0) return;
    if (count < 0 && errno != EINTR) status_ = ErrnoStatus(errno, "copy an output's file");
  }
}

absl::StatusOr<UniqueFd> OutputFile::Open() const {
  if (!status_.ok()) return status_;
  return OpenFile(absl::StrCat("/proc/self/fd/", fd_.get()), O_RDONLY);
}

}  // namespace assay::judge
