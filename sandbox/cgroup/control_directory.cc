#include "sandbox/cgroup/control_directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {

absl::StatusOr<ControlDirectory> ControlDirectory::Make(const std::string& path) {
  if (mkdir(path.c_str(), 0755) != 0) return ErrnoStatus(errno, absl::StrCat("mkdir ", path));
  ControlDirectory directory(path);
  ASSAY_ASSIGN_OR_RETURN(directory.fd_, OpenFile(path, O_PATH | O_DIRECTORY));
  return directory;
}

ControlDirectory::ControlDirectory(ControlDirectory&& other) noexcept
    : path_(std::exchange(other.path_, "")), fd_(std::move(other.fd_)) {}

ControlDirectory& ControlDirectory::operator=(ControlDirectory&& other) noexcept {
  if (this != &other) {
    if (!path_.empty()) rmdir(path_.c_str());
    path_ = std::exchange(other.path_, "");
    fd_ = std::move(other.fd_);
  }
  return *this;
}

ControlDirectory::~ControlDirectory() {
  if (!path_.empty()) rmdir(path_.c_str());
}

bool ControlDirectory::Has(const std::string& file) const {
  return faccessat(fd_.get(), file.c_str(), F_OK, 0) == 0;
}

absl::StatusOr<UniqueFd> ControlDirectory::Open(const std::string& file, int flags) const {
  absl::StatusOr<UniqueFd> fd = OpenFileAt(fd_.get(), file, flags);
  if (!fd.ok()) return Annotate(fd.status(), path_);
  return fd;
}

absl::Status ControlDirectory::Write(const std::string& file, absl::string_view value) const {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, Open(file, O_WRONLY));
  return WriteDescriptor(fd.get(), value, absl::StrCat(value, " to ", path_, "/", file));
}

absl::StatusOr<std::string> ControlDirectory::Read(const std::string& file) const {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, Open(file, O_RDONLY));
  return ReadControl(fd.get(), absl::StrCat(path_, "/", file));
}

absl::Status ControlDirectory::Remove() {
  if (path_.empty()) return absl::OkStatus();
  if (rmdir(path_.c_str()) != 0 && errno != ENOENT) {
    return ErrnoStatus(errno, absl::StrCat("rmdir ", path_));
  }
  path_.clear();
  fd_.Reset();
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadControl(int fd, absl::string_view name) {
  // Every file that is read here fits: the kernel makes each in one page.
  char buffer[4096];
  ssize_t count;
  do {
    count = pread(fd, buffer, sizeof buffer, 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", name));
  return std::string(buffer, count);
}

absl::StatusOr<int64_t> ReadControlNumber(int fd, absl::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadControl(fd, name));
  return ParseControlNumber(text, name);
}

absl::StatusOr<int64_t> ParseControlNumber(absl::string_view text, absl::string_view name) {
  text = absl::StripAsciiWhitespace(text);
  if (text == "max") return std::numeric_limits<int64_t>::max();
  int64_t value = 0;
  if (!absl::SimpleAtoi(text, &value)) {
    return absl::InternalError(absl::StrCat(name, " holds no number: \"", text, "\""));
  }
  return value;
}

absl::StatusOr<int64_t> ParseKeyedNumber(absl::string_view text, absl::string_view key) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, key) && absl::ConsumePrefix(&line, " ")) {
      return ParseControlNumber(line, key);
    }
  }
  return absl::NotFoundError(absl::StrCat("no line for ", key));
}

absl::Status WriteControlFile(const std::string& path, absl::string_view value) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_WRONLY));
  return WriteDescriptor(fd.get(), value, absl::StrCat(value, " to ", path));
}

absl::StatusOr<pid_t> ReadOnlyProcess(const ControlDirectory& directory) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, directory.Read("cgroup.procs"));
  pid_t process = 0;
  if (!absl::SimpleAtoi(text, &process) || process <= 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory.path(), "/cgroup.procs does not name one process"));
  }
  return process;
}

}  // namespace assay::sandbox
