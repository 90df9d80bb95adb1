#include "sandbox/mount/root_plan.h"

#include <sys/stat.h>

#include <cerrno>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

using launcher::StepKind;

constexpr const char* kDevices[] = {"null", "zero", "full", "random", "urandom"};
constexpr const char* kOwnPaths[] = {"/work", "/tmp", "/dev", "/proc"};

// Whether `path` is `ancestor` or stands below it.
bool IsAtOrBelow(absl::string_view path, absl::string_view ancestor) {
  return path == ancestor || absl::StartsWith(path, absl::StrCat(ancestor, "/"));
}

absl::Status CheckJailPath(const std::string& path) {
  const auto bad = [&](absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat("jail path \"", path, "\" ", why));
  };
  if (path.find('\0') != std::string::npos) return bad("holds a NUL");
  if (path.size() > 1000) return absl::InvalidArgumentError("a jail path is too long");
  if (!absl::StartsWith(path, "/")) return bad("is not absolute");
  for (absl::string_view part : absl::StrSplit(absl::string_view(path).substr(1), '/')) {
    if (part.empty() || part == "." || part == "..") return bad("is not normal");
  }
  for (const char* own : kOwnPaths) {
    if (IsAtOrBelow(path, own)) return bad(absl::StrCat("is the jail's own (", own, ")"));
  }
  return absl::OkStatus();
}

absl::Status CheckWorkingDirectory(const std::string& path) {
  if (absl::StartsWith(path, "/") && path.size() <= launcher::kMaxWorkingDirectoryBytes &&
      path.find('\0') == std::string::npos) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("working directory \"", path,
                                                 "\" is not absolute, or longer than ",
                                                 launcher::kMaxWorkingDirectoryBytes, " bytes"));
}

// No path may stand on or below another one, but directories above others.
absl::Status CheckDisjoint(const RootFilesystem& root) {
  std::vector<std::string> paths;
  for (const BindMount& bind : root.binds) paths.push_back(bind.jail_path);
  for (const RootSymlink& link : root.symlinks) paths.push_back(link.jail_path);
  for (size_t i = 0; i < paths.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(CheckJailPath(paths[i]));
    for (size_t j = 0; j < paths.size(); ++j) {
      if (i != j && IsAtOrBelow(paths[i], paths[j])) {
        return absl::InvalidArgumentError(
            absl::StrCat("jail path \"", paths[i], "\" stands on or below \"", paths[j], "\""));
      }
    }
  }
  for (const std::string& directory : root.directories) {
    ASSAY_RETURN_IF_ERROR(CheckJailPath(directory));
    for (const std::string& path : paths) {
      if (IsAtOrBelow(directory, path)) {
        return absl::InvalidArgumentError(
            absl::StrCat("jail path \"", directory, "\" stands on or below \"", path, "\""));
      }
    }
  }
  return absl::OkStatus();
}

class Planner {
 public:
  // Makes the directories above `jail_path`.
  void AddParents(absl::string_view jail_path) {
    for (size_t slash = jail_path.find('/', 1); slash != absl::string_view::npos;
         slash = jail_path.find('/', slash + 1)) {
      AddDirectory(std::string(jail_path.substr(1, slash - 1)));
    }
  }

  void AddDirectory(const std::string& target) {
    if (directories_.insert(target).second) Add(StepKind::kDirectory, "", target);
  }

  void Add(StepKind kind, std::string source, std::string target) {
    steps_.push_back({kind, std::move(source), std::move(target)});
  }

  std::vector<RootStep> Take() { return std::move(steps_); }

 private:
  std::vector<RootStep> steps_;
  std::set<std::string> directories_;
};

}  // namespace

absl::StatusOr<std::vector<RootStep>> PlanRoot(const RootFilesystem& root,
                                               const DirectoryTest& is_directory) {
  ASSAY_RETURN_IF_ERROR(CheckDisjoint(root));
  ASSAY_RETURN_IF_ERROR(CheckWorkingDirectory(root.working_directory));
  Planner planner;
  for (const char* directory : {"work", "proc", "dev"}) planner.AddDirectory(directory);
  for (const char* device : kDevices) {
    planner.Add(StepKind::kEmptyFile, "", absl::StrCat("dev/", device));
  }
  for (const std::string& directory : root.directories) {
    planner.AddParents(directory);
    planner.AddDirectory(directory.substr(1));
  }
  for (const BindMount& bind : root.binds) {
    if (!absl::StartsWith(bind.host_path, "/") || bind.host_path.find('\0') != std::string::npos ||
        bind.host_path.size() > 4000) {
      return absl::InvalidArgumentError(
          absl::StrCat("host path \"", bind.host_path, "\" is not absolute"));
    }
    ASSAY_ASSIGN_OR_RETURN(const bool directory, is_directory(bind.host_path));
    planner.AddParents(bind.jail_path);
    if (directory) {
      planner.AddDirectory(bind.jail_path.substr(1));
    } else {
      planner.Add(StepKind::kEmptyFile, "", bind.jail_path.substr(1));
    }
  }
  planner.Add(StepKind::kSymlink, "work", "tmp");
  for (const RootSymlink& link : root.symlinks) {
    if (link.target.empty() || link.target.find('\0') != std::string::npos ||
        link.target.size() > 1000) {
      return absl::InvalidArgumentError(
          absl::StrCat("link \"", link.jail_path, "\" has a bad target"));
    }
    planner.AddParents(link.jail_path);
    planner.Add(StepKind::kSymlink, link.target, link.jail_path.substr(1));
  }
  for (const char* device : kDevices) {
    planner.Add(StepKind::kBindDevice, absl::StrCat("/dev/", device), absl::StrCat("dev/", device));
  }
  for (const BindMount& bind : root.binds) {
    planner.Add(bind.writable ? StepKind::kBindWritable : StepKind::kBindReadOnly, bind.host_path,
                bind.jail_path.substr(1));
  }
  return planner.Take();
}

absl::StatusOr<bool> IsHostDirectory(const std::string& host_path) {
  struct stat status;
  if (stat(host_path.c_str(), &status) != 0) {
    return ErrnoStatus(errno, absl::StrCat("mount ", host_path));
  }
  return S_ISDIR(status.st_mode);
}

}  // namespace assay::sandbox
