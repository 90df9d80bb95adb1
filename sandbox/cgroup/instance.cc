#include "sandbox/cgroup/instance.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

std::vector<std::string> ChildDirectories(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code type_error;
    if (it->is_directory(type_error)) names.push_back(it->path().filename());
  }
  return names;
}

// The lock on `directory`, or an empty descriptor when its owner lives (or it is gone).
UniqueFd TryLock(const std::string& directory) {
  absl::StatusOr<UniqueFd> fd = OpenFile(directory, O_RDONLY | O_DIRECTORY);
  if (!fd.ok() || flock(fd->get(), LOCK_EX | LOCK_NB) != 0) return UniqueFd();
  return *std::move(fd);
}

void RemoveDeadInstances(const std::vector<std::string>& parents) {
  for (const std::string& name : ChildDirectories(parents.front())) {
    const UniqueFd lock = TryLock(absl::StrCat(parents.front(), "/", name));
    if (!lock.valid()) continue;
    // The locked hierarchy last: until then nobody else takes the instance for dead.
    for (size_t i = parents.size(); i-- > 0;) {
      RemoveCgroupTree(absl::StrCat(parents[i], "/", name));
    }
  }
  // A crash between hierarchies may have left a name in the later ones only.
  for (size_t i = 1; i < parents.size(); ++i) {
    for (const std::string& name : ChildDirectories(parents[i])) {
      if (access(absl::StrCat(parents.front(), "/", name).c_str(), F_OK) != 0) {
        RemoveCgroupTree(absl::StrCat(parents[i], "/", name));
      }
    }
  }
}

std::string NewName() {
  std::random_device random;
  return absl::StrFormat("%d-%08x", getpid(), random());
}

}  // namespace

void RemoveCgroupTree(const std::string& directory) {
  for (const std::string& name : ChildDirectories(directory)) {
    RemoveCgroupTree(absl::StrCat(directory, "/", name));
  }
  rmdir(directory.c_str());
}

absl::Status CgroupInstance::Make(
    const std::vector<std::string>& parents,
    const std::function<absl::Status(const std::string& directory)>& prepare) {
  const std::string name = NewName();
  for (const std::string& parent : parents) {
    if (mkdir(parent.c_str(), 0755) != 0 && errno != EEXIST) {
      return ErrnoStatus(errno, absl::StrCat("mkdir ", parent));
    }
    // Also when it is there: whoever made it may not have come to this yet.
    ASSAY_RETURN_IF_ERROR(prepare(parent));
    const std::string directory = absl::StrCat(parent, "/", name);
    if (mkdir(directory.c_str(), 0755) != 0) {
      return ErrnoStatus(errno, absl::StrCat("mkdir ", directory));
    }
    directories_.push_back({directory, UniqueFd()});
    if (!lock_.valid()) {
      lock_ = TryLock(directory);
      // Somebody who cleans up may have seen the directory in the instant before the lock.
      if (!lock_.valid() || access(directory.c_str(), F_OK) != 0) {
        return absl::NotFoundError(absl::StrCat(directory, " was removed by another process"));
      }
    }
    ASSAY_ASSIGN_OR_RETURN(directories_.back().fd, OpenFile(directory, O_PATH | O_DIRECTORY));
    ASSAY_RETURN_IF_ERROR(prepare(directory));
  }
  return absl::OkStatus();
}

absl::StatusOr<CgroupInstance> CgroupInstance::Create(
    const std::vector<std::string>& roots, const std::string& parent,
    const std::function<absl::Status(const std::string& directory)>& prepare) {
  std::vector<std::string> parents;
  parents.reserve(roots.size());
  for (const std::string& root : roots) parents.push_back(absl::StrCat(root, "/", parent));
  // Another process that starts or ends may remove a directory under our hands: NOT_FOUND.
  constexpr int kAttempts = 10;
  for (int attempt = 1;; ++attempt) {
    RemoveDeadInstances(parents);
    CgroupInstance instance;
    const absl::Status status = instance.Make(parents, prepare);
    if (status.ok()) return instance;
    if (!absl::IsNotFound(status) || attempt == kAttempts) return status;
  }
}

CgroupInstance::~CgroupInstance() {
  if (directories_.empty()) return;
  std::vector<std::string> parents;
  parents.reserve(directories_.size());
  for (const ControlParent& directory : directories_) {
    parents.push_back(std::filesystem::path(directory.path).parent_path());
  }
  for (size_t i = directories_.size(); i-- > 0;) RemoveCgroupTree(directories_[i].path);
  // The last processes of one that was killed may have been there still when this one began.
  RemoveDeadInstances(parents);
  for (size_t i = parents.size(); i-- > 0;) rmdir(parents[i].c_str());
}

}  // namespace assay::sandbox
