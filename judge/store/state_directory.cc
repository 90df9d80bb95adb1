#include "judge/store/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// Best effort: what cannot be removed now is tried again by the next process.
void RemoveTree(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

absl::Status MakeSharedDirectories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (!error && mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    error = std::error_code(errno, std::generic_category());
  }
  if (!error) return absl::OkStatus();
  return Annotate(ErrnoStatus(error.value(), absl::StrCat("make ", path)),
                  "state folder (set ASSAY_STATE_DIR to a folder that you may write)");
}

// Whether the process that made the directory is gone. Directories whose lock is not taken yet are
// safe: the lock is taken under the lock of the parent.
bool IsAbandoned(const std::string& path) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  return fd.valid() && flock(fd.get(), LOCK_EX | LOCK_NB) == 0;
}

void RemoveAbandoned(const std::string& run_directory) {
  std::error_code error;
  for (std::filesystem::directory_iterator it(run_directory, error), end; !error && it != end;
       it.increment(error)) {
    if (IsAbandoned(it->path())) RemoveTree(it->path());
  }
}

absl::StatusOr<std::string> MakeUniqueDirectory(const std::string& prefix) {
  std::string path = prefix + "XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return ErrnoStatus(errno, absl::StrCat("make ", path));
  return path;
}

}  // namespace

absl::StatusOr<std::string> DefaultStateRoot() {
  std::string root;
  if (const char* given = getenv("ASSAY_STATE_DIR"); given != nullptr && *given != '\0') {
    root = given;
  } else if (geteuid() == 0) {
    root = "/var/lib/assay";
  } else if (const char* xdg = getenv("XDG_STATE_HOME"); xdg != nullptr && *xdg != '\0') {
    root = absl::StrCat(xdg, "/assay");
  } else if (const char* home = getenv("HOME"); home != nullptr && *home != '\0') {
    root = absl::StrCat(home, "/.local/state/assay");
  } else {
    return absl::InvalidArgumentError("no place for state: set ASSAY_STATE_DIR to a folder");
  }
  if (root.front() != '/') {
    return absl::InvalidArgumentError(absl::StrCat(
        "state folder ", root, " is not an absolute path; set ASSAY_STATE_DIR to one"));
  }
  return root;
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path_ != nullptr) RemoveTree(*path_);
}

StateDirectory::StateDirectory(std::string path) : path_(std::move(path)) {}

StateDirectory::~StateDirectory() { RemoveTree(path_); }

absl::StatusOr<std::unique_ptr<StateDirectory>> StateDirectory::Open(const std::string& root) {
  const std::string run_directory = absl::StrCat(root, "/run");
  ASSAY_RETURN_IF_ERROR(MakeSharedDirectories(root));
  ASSAY_RETURN_IF_ERROR(MakeSharedDirectories(run_directory));
  // Held until the own directory is locked: nobody else cleans up in between.
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd parent,
                         OpenFile(run_directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  if (flock(parent.get(), LOCK_EX) != 0) {
    return ErrnoStatus(errno, absl::StrCat("lock ", run_directory));
  }
  RemoveAbandoned(run_directory);
  ASSAY_ASSIGN_OR_RETURN(std::string path,
                         MakeUniqueDirectory(absl::StrCat(run_directory, "/", getpid(), "-")));
  // Owned already: a failure removes the directory.
  std::unique_ptr<StateDirectory> state(new StateDirectory(std::move(path)));
  ASSAY_ASSIGN_OR_RETURN(state->lock_, OpenFile(state->path_, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  if (flock(state->lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    return ErrnoStatus(errno, absl::StrCat("lock ", state->path_));
  }
  return state;
}

absl::StatusOr<TemporaryDirectory> StateDirectory::MakeDirectory(absl::string_view prefix) const {
  ASSAY_ASSIGN_OR_RETURN(std::string path,
                         MakeUniqueDirectory(absl::StrCat(path_, "/", prefix, "-")));
  TemporaryDirectory directory(std::move(path));
  if (chmod(directory.path().c_str(), 0755) != 0) {
    return ErrnoStatus(errno, absl::StrCat("chmod ", directory.path()));
  }
  return directory;
}

}  // namespace assay::judge
