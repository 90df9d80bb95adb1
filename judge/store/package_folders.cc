#include "judge/store/package_folders.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr char kPackages[] = "packages";
constexpr char kUploads[] = "uploads";

absl::Status SyncFolder(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY | O_DIRECTORY));
  if (fsync(fd.get()) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", path));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    names.push_back(it->path().filename());
  }
  if (error) return ErrnoStatus(error.value(), absl::StrCat("read ", path));
  return names;
}

}  // namespace

absl::StatusOr<PackageFolders> PackageFolders::Open(const std::string& root) {
  for (const std::string& path :
       {root, absl::StrCat(root, "/", kPackages), absl::StrCat(root, "/", kUploads)}) {
    ASSAY_RETURN_IF_ERROR(MakeFolder(path));
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, OpenFile(root, O_RDONLY | O_DIRECTORY));
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoStatus(errno, absl::StrCat("lock ", root));
    return absl::FailedPreconditionError(absl::StrCat(
        root, ": another process has the problem store open; stop it, or give each a folder"));
  }
  return PackageFolders(root, std::move(lock));
}

std::string PackageFolders::PathOf(const std::string& digest) const {
  return absl::StrCat(root_, "/", kPackages, "/", digest);
}

bool PackageFolders::Has(const std::string& digest) const {
  return access(PathOf(digest).c_str(), F_OK) == 0;
}

absl::StatusOr<std::string> PackageFolders::MakeUploadFolder() const {
  std::string path = absl::StrCat(root_, "/", kUploads, "/XXXXXX");
  if (mkdtemp(path.data()) == nullptr) return ErrnoStatus(errno, absl::StrCat("make ", path));
  return path;
}

absl::Status PackageFolders::Place(const std::string& path, const std::string& digest) const {
  if (Has(digest)) {
    ASSAY_ASSIGN_OR_RETURN(const std::string trash, MoveOut(digest));
    RemoveTree(trash);
  }
  if (rename(path.c_str(), PathOf(digest).c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename ", path));
  }
  return SyncFolder(absl::StrCat(root_, "/", kPackages));
}

absl::StatusOr<std::string> PackageFolders::MoveOut(const std::string& digest) const {
  ASSAY_ASSIGN_OR_RETURN(std::string folder, MakeUploadFolder());
  const std::string path = PathOf(digest);
  if (rename(path.c_str(), absl::StrCat(folder, "/", digest).c_str()) == 0 || errno == ENOENT) {
    return folder;
  }
  const int error = errno;
  RemoveTree(folder);
  return ErrnoStatus(error, absl::StrCat("rename ", path));
}

absl::Status PackageFolders::RemoveLeftovers(
    const std::function<absl::StatusOr<bool>(const std::string& digest)>& is_known) const {
  const std::string uploads = absl::StrCat(root_, "/", kUploads);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(uploads));
  for (const std::string& name : names) RemoveTree(absl::StrCat(uploads, "/", name));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> digests,
                         NamesIn(absl::StrCat(root_, "/", kPackages)));
  for (const std::string& digest : digests) {
    ASSAY_ASSIGN_OR_RETURN(const bool known, is_known(digest));
    if (!known) RemoveTree(PathOf(digest));
  }
  return absl::OkStatus();
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return ErrnoStatus(errno, absl::StrCat("make ", path));
}

void RemoveTree(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

// One call for the whole file system costs less than one for each of thousands of files.
absl::Status SyncFileSystem(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY | O_DIRECTORY));
  if (syncfs(fd.get()) != 0) return ErrnoStatus(errno, absl::StrCat("syncfs ", path));
  return absl::OkStatus();
}

}  // namespace assay::judge
