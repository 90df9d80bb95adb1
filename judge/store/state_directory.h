#ifndef ASSAY_JUDGE_STORE_STATE_DIRECTORY_H_
#define ASSAY_JUDGE_STORE_STATE_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Where state goes when nobody says: $ASSAY_STATE_DIR; or /var/lib/assay for root; or
// $XDG_STATE_HOME/assay; or $HOME/.local/state/assay. INVALID_ARGUMENT for a relative path.
absl::StatusOr<std::string> DefaultStateRoot();

// A directory below the state directory that is gone, with its contents, when the object is.
// Move-only.
class TemporaryDirectory {
 public:
  TemporaryDirectory(TemporaryDirectory&&) = default;
  TemporaryDirectory& operator=(TemporaryDirectory&&) = default;
  ~TemporaryDirectory();

  const std::string& path() const { return *path_; }

 private:
  friend class StateDirectory;
  explicit TemporaryDirectory(std::string path)
      : path_(std::make_unique<std::string>(std::move(path))) {}
  // Null once moved from.
  std::unique_ptr<std::string> path_;
};

// A directory of this process alone, for sources and artefacts, in the state root that all
// processes share:
//
//   ROOT/run/PID-RANDOM        mode 0700, held with flock(2) while its process lives
//   ROOT/run/PID-RANDOM/NAME   mode 0755: a jail's user reads it through a bind mount
//
// The kernel drops the lock of a process that dies in whatever way, so a directory whose lock can
// be had belongs to nobody, and the next Open() removes it. Thread-safe.
class StateDirectory {
 public:
  // Makes `root` where it is missing (0700), removes what dead processes left in it and makes the
  // own directory. Errors name the path and, where it is a matter of permission, the fix.
  static absl::StatusOr<std::unique_ptr<StateDirectory>> Open(const std::string& root);

  // Removes the directory with its contents.
  ~StateDirectory();
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;

  // A new directory, mode 0755, named after `prefix`, which is a plain name. It must not outlive
  // this object.
  absl::StatusOr<TemporaryDirectory> MakeDirectory(absl::string_view prefix) const;

  const std::string& path() const { return path_; }

 private:
  explicit StateDirectory(std::string path);

  const std::string path_;
  UniqueFd lock_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_STATE_DIRECTORY_H_
