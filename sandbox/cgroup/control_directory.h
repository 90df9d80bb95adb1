#ifndef ASSAY_SANDBOX_CGROUP_CONTROL_DIRECTORY_H_
#define ASSAY_SANDBOX_CGROUP_CONTROL_DIRECTORY_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "sandbox/base/unique_fd.h"

namespace assay::sandbox {

// A directory that control directories are made in. All that is done to these goes by its
// descriptor: resolving their whole paths takes longer than most of that itself.
struct ControlParent {
  std::string path;
  // With O_PATH or O_RDONLY.
  UniqueFd fd;
};

// One directory of a cgroup hierarchy that this process made. Removed on destruction if it is
// empty.
class ControlDirectory {
 public:
  // Owns nothing.
  ControlDirectory() = default;

  // Makes the directory `name` in `parent`, which outlives it. ALREADY_EXISTS if it is there.
  static absl::StatusOr<ControlDirectory> Make(const ControlParent& parent, absl::string_view name);

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
  ControlDirectory(int parent, std::string path) : parent_(parent), path_(std::move(path)) {}
  // The last component of the path, for calls relative to `parent_`.
  const char* name() const { return path_.c_str() + path_.rfind('/') + 1; }
  std::string NameOf(const std::string& file) const;
  int parent_ = -1;   // Not owned.
  std::string path_;  // Empty: nothing owned.
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

// The tasks that `file` of `directory` lists, by their ids for this process.
absl::StatusOr<std::vector<pid_t>> ReadTasks(const ControlDirectory& directory,
                                             const std::string& file);

// Writes `value` to the control file `path`.
absl::Status WriteControlFile(const std::string& path, absl::string_view value);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_CGROUP_CONTROL_DIRECTORY_H_
