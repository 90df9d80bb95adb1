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

absl::StatusOr<ControlDirectory> ControlDirectory::Make(const ControlParent& parent,
                                                        absl::string_view name) {
  std::string path = absl::StrCat(parent.path, "/", name);
  if (mkdirat(parent.fd.get(), std::string(name).c_str(), 0755) != 0) {
    return ErrnoStatus(errno, absl::StrCat("mkdir ", path));
  }
  return ControlDirectory(parent.fd.get(), std::move(path));
}

ControlDirectory::ControlDirectory(ControlDirectory&& other) noexcept
    : parent_(other.parent_), path_(std::exchange(other.path_, "")) {}

ControlDirectory& ControlDirectory::operator=(ControlDirectory&& other) noexcept {
  if (this != &other) {
    Remove().IgnoreError();
    parent_ = other.parent_;
    path_ = std::exchange(other.path_, "");
  }
  return *this;
}

ControlDirectory::~ControlDirectory() { Remove().IgnoreError(); }

std::string ControlDirectory::NameOf(const std::string& file) const {
  return absl::StrCat(name(), "/", file);
}

bool ControlDirectory::Has(const std::string& file) const {
  return faccessat(parent_, NameOf(file).c_str(), F_OK, 0) == 0;
}

absl::StatusOr<UniqueFd> ControlDirectory::Open(const std::string& file, int flags) const {
  UniqueFd fd(openat(parent_, NameOf(file).c_str(), flags | O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(errno, absl::StrCat(path_, ": open ", file));
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
  if (unlinkat(parent_, name(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
    return ErrnoStatus(errno, absl::StrCat("rmdir ", path_));
  }
  path_.clear();
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

absl::StatusOr<std::vector<pid_t>> ReadTasks(const ControlDirectory& directory,
                                             const std::string& file) {
  // More than one page, where there are many.
  constexpr int64_t kMaxBytes = 1 << 20;
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, directory.Open(file, O_RDONLY));
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadDescriptor(fd.get(), kMaxBytes, file));
  std::vector<pid_t> tasks;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    pid_t task = 0;
    if (!absl::SimpleAtoi(line, &task)) {
      return absl::InternalError(absl::StrCat(directory.path(), "/", file, " is not readable"));
    }
    tasks.push_back(task);
  }
  return tasks;
}

}  // namespace assay::sandbox
