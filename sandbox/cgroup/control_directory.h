#ifndef ASSAY_SANDBOX_CGROUP_CONTROL_DIRECTORY_H_
#define ASSAY_SANDBOX_CGROUP_CONTROL_DIRECTORY_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// One directory of a cgroup hierarchy that this process made. Removed on destruction if it is
// empty.
class ControlDirectory {
 public:
  // Owns nothing.
  ControlDirectory() = default;

  // Makes `path`. ALREADY_EXISTS if it is there.
  static absl::StatusOr<ControlDirectory> Make(const std::string& path);

  ControlDirectory(ControlDirectory&&) noexcept;
  ControlDirectory& operator=(ControlDirectory&&) noexcept;
  ~ControlDirectory();

  const std::string& path() const { return path_; }
  bool Has(const std::string& file) const;
  absl::StatusOr<UniqueFd> Open(const std::string& file, int flags) const;
  absl::Status Write(const std::string& file, absl::string_view value) const;
  absl::StatusOr<std::string> Read(const std::string& file) const;
  // rmdir(2). FAILED_PRECONDITION while a process or a child group is inside.
  absl::Status Remove();

 private:
  explicit ControlDirectory(std::string path) : path_(std::move(path)) {}
  std::string path_;  // Empty: nothing owned.
  UniqueFd fd_;
};

// The whole content of a control file that is open as `fd`, from its start. Thread-safe.
absl::StatusOr<std::string> ReadControl(int fd, absl::string_view name);

// A control file that holds one number.
absl::StatusOr<int64_t> ReadControlNumber(int fd, absl::string_view name);

// The number in a control file's text. "max" is INT64_MAX.
absl::StatusOr<int64_t> ParseControlNumber(absl::string_view text, absl::string_view name);

// The value behind `key` in "KEY VALUE" lines, such as cpu.stat. NOT_FOUND without such a line.
absl::StatusOr<int64_t> ParseKeyedNumber(absl::string_view text, absl::string_view key);

// The one process in `directory`, by its id for this process. FAILED_PRECONDITION when there is
// none or more than one, or none that this process has an id for.
absl::StatusOr<pid_t> ReadOnlyProcess(const ControlDirectory& directory);

// Writes `value` to the control file `path`.
absl::Status WriteControlFile(const std::string& path, absl::string_view value);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_CONTROL_DIRECTORY_H_
