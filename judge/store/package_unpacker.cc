#include "judge/store/package_unpacker.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "judge/base/sha256.h"
#include "judge/problem/package_reader.h"
#include "judge/problem/problem.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

absl::StatusOr<UniqueFd> MakeFolder(const std::string& path) {
  // Whatever the umask is.
  if (mkdir(path.c_str(), 0755) != 0 || chmod(path.c_str(), 0755) != 0) {
    return ErrnoStatus(errno, absl::StrCat("make ", path));
  }
  return OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

// What ReadPackage() said of the package at `path`, to one who knows only its archive.
absl::Status AsPackageFault(const absl::Status& status, const std::string& path) {
  const bool is_fault = IsProblemFault(status) || absl::IsUnimplemented(status);
  return absl::Status(is_fault ? absl::StatusCode::kInvalidArgument : status.code(),
                      absl::StrReplaceAll(status.message(),
                                          {{absl::StrCat(path, "/"), ""}, {path, "the package"}}));
}

}  // namespace

std::string DigestOfFiles(std::vector<UnpackedFile> files) {
  std::sort(files.begin(), files.end(),
            [](const UnpackedFile& a, const UnpackedFile& b) { return a.path < b.path; });
  Sha256 hash;
  for (const UnpackedFile& file : files) {
    hash.Update(file.path);
    hash.Update(absl::string_view(file.executable ? "\0x" : "\0-", 2));
    hash.Update(file.sha256);
  }
  return absl::BytesToHexString(hash.Finish());
}

absl::StatusOr<UnpackedPackage> UnpackPackage(int archive_fd, const std::string& folder,
                                              const ArchiveLimits& limits) {
  const std::string tree = absl::StrCat(folder, "/archive");
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd tree_fd, MakeFolder(tree));
  ASSAY_ASSIGN_OR_RETURN(UnpackedArchive archive, UnpackArchive(archive_fd, tree_fd.get(), limits));
  UnpackedPackage package;
  package.digest = DigestOfFiles(std::move(archive.files));
  const std::string parent = absl::StrCat(folder, "/package");
  ASSAY_RETURN_IF_ERROR(MakeFolder(parent).status());
  package.path = absl::StrCat(parent, "/", package.digest);
  const std::string root = archive.root.empty() ? tree : absl::StrCat(tree, "/", archive.root);
  if (rename(root.c_str(), package.path.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename ", root));
  }
  const absl::StatusOr<Problem> problem = ReadPackage(package.path);
  if (!problem.ok()) return AsPackageFault(problem.status(), package.path);
  // A package without a name is called like its folder, and none has its own digest for a name.
  if (problem->name != package.digest) package.name = problem->name;
  package.test_count = static_cast<int>(problem->tests.size());
  package.size_bytes = archive.total_bytes;
  package.warnings = std::move(archive.warnings);
  return package;
}

}  // namespace assay::judge
