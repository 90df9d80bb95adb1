#include "judge/image/image_root.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"
#include "judge/image/directory.h"
#include "judge/language/image_file.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr absl::string_view kOwnNames[] = {"dev", "proc", "tmp", "work"};
constexpr char kWorkDirectory[] = "/work";
constexpr char kDefaultPath[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::string Shown(absl::string_view text) { return MakePrintableLine(Truncate(text, 200)); }

bool IsOwn(absl::string_view path) {
  absl::string_view top = path.substr(1);
  top = top.substr(0, top.find('/'));
  return std::find(std::begin(kOwnNames), std::end(kOwnNames), top) != std::end(kOwnNames);
}

// The last value counts; names keep their first places.
std::vector<std::string> MergeEnvironment(const std::vector<std::string>& lower,
                                          const std::vector<std::string>& upper) {
  std::vector<std::string> merged;
  for (const auto* list : {&lower, &upper}) {
    for (const std::string& entry : *list) {
      const std::string name = entry.substr(0, entry.find('=') + 1);
      const auto same = std::find_if(merged.begin(), merged.end(), [&](const std::string& each) {
        return absl::StartsWith(each, name);
      });
      if (same == merged.end()) {
        merged.push_back(entry);
      } else {
        *same = entry;
      }
    }
  }
  return merged;
}

std::string ValueOf(const std::vector<std::string>& environment, absl::string_view name) {
  for (const std::string& entry : environment) {
    if (absl::StartsWith(entry, absl::StrCat(name, "="))) return entry.substr(name.size() + 1);
  }
  return "";
}

absl::StatusOr<std::string> FindProgram(const std::string& root_path, const std::string& program,
                                        const std::string& search_path) {
  if (absl::StartsWith(program, "/")) return program;
  if (program.empty() || absl::StrContains(program, "/")) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", Shown(program), "\" is a relative path; give its absolute path in the image"));
  }
  for (const absl::string_view folder : absl::StrSplit(search_path, ':')) {
    if (!absl::StartsWith(folder, "/")) continue;
    std::string path = absl::StrCat(folder, absl::EndsWith(folder, "/") ? "" : "/", program);
    if (HasExecutable(root_path, path)) return path;
  }
  return absl::NotFoundError(absl::StrCat("\"", Shown(program), "\" is not in the image's PATH (",
                                          Shown(search_path),
                                          "); give its absolute path in the image"));
}

absl::Status CheckWorkingDirectory(const std::string& root_path, const std::string& path) {
  if (!absl::StartsWith(path, "/")) {
    return absl::InvalidArgumentError(
        absl::StrCat("working directory \"", Shown(path), "\" is not an absolute path"));
  }
  if (IsOwn(path)) return absl::OkStatus();
  const UniqueFd fd = FindInRoot(root_path, path);
  struct stat info = {};
  if (fd.valid() && fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the working directory ", Shown(path),
                                                 " is no folder of the image; give another one "
                                                 "with --workdir"));
}

}  // namespace

absl::StatusOr<sandbox::RootFilesystem> MakeFolderRoot(const std::string& root_path) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd,
                         OpenFile(root_path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListDirectory(fd.get()));
  sandbox::RootFilesystem root;
  for (const std::string& name : names) {
    std::string jail_path = absl::StrCat("/", name);
    if (IsOwn(jail_path)) continue;
    struct stat info = {};
    if (fstatat(fd.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return ErrnoStatus(errno, absl::StrCat("look at an image's ", jail_path));
    }
    if (S_ISLNK(info.st_mode)) {
      std::array<char, 4097> target;
      const ssize_t size = readlinkat(fd.get(), name.c_str(), target.data(), target.size());
      if (size < 0) return ErrnoStatus(errno, absl::StrCat("read an image's ", jail_path));
      root.symlinks.push_back({std::move(jail_path), {target.data(), static_cast<size_t>(size)}});
      continue;
    }
    if (S_ISDIR(info.st_mode)) {
      ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder,
                             OpenFileAt(fd.get(), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
      ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> below, ListDirectory(folder.get()));
      // Each mount is work for every jail.
      if (below.empty()) {
        root.directories.push_back(std::move(jail_path));
        continue;
      }
    }
    root.binds.push_back(
        {.host_path = absl::StrCat(root_path, "/", name), .jail_path = std::move(jail_path)});
  }
  return root;
}

absl::StatusOr<sandbox::RootFilesystem> MakeImageRoot(const StoredImage& image) {
  return MakeFolderRoot(image.root_path);
}

absl::StatusOr<ImageProcess> PlanImageProcess(const StoredImage& image,
                                              const std::vector<std::string>& argv,
                                              const std::vector<std::string>& environment,
                                              const std::string& working_directory) {
  ImageProcess process;
  process.argv = image.config.entrypoint;
  const std::vector<std::string>& rest = argv.empty() ? image.config.command : argv;
  process.argv.insert(process.argv.end(), rest.begin(), rest.end());
  if (process.argv.empty()) {
    return absl::InvalidArgumentError(
        "the image names no program to run; give one after --, as in: sandbox_cli run --image "
        "IMAGE -- /bin/sh -c 'echo hi'");
  }
  process.environment =
      MergeEnvironment(MergeEnvironment({absl::StrCat("PATH=", kDefaultPath), "HOME=/work"},
                                        image.config.environment),
                       environment);
  ASSAY_ASSIGN_OR_RETURN(process.argv[0], FindProgram(image.root_path, process.argv[0],
                                                      ValueOf(process.environment, "PATH")));
  process.working_directory =
      working_directory.empty() ? image.config.working_directory : working_directory;
  if (process.working_directory.empty()) process.working_directory = kWorkDirectory;
  ASSAY_RETURN_IF_ERROR(CheckWorkingDirectory(image.root_path, process.working_directory));
  return process;
}

}  // namespace assay::judge
