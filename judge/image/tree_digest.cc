#include "judge/image/tree_digest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/base/sha256.h"
#include "judge/image/directory.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

class Walker {
 public:
  absl::Status Walk(int folder_fd, const std::string& prefix) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, ListDirectory(folder_fd));
    for (const std::string& name : names) {
      const absl::Status status = Visit(folder_fd, name, absl::StrCat(prefix, name));
      ASSAY_RETURN_IF_ERROR(status);
    }
    return absl::OkStatus();
  }

  TreeDigest Finish() {
    result_.digest = absl::BytesToHexString(hash_.Finish());
    return std::move(result_);
  }

 private:
  absl::Status Visit(int folder_fd, const std::string& name, const std::string& path) {
    ++result_.entry_count;
    struct stat info = {};
    if (fstatat(folder_fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return ErrnoStatus(errno, absl::StrCat("look at ", MakePrintableLine(path)));
    }
    const std::string mode = absl::StrCat(absl::Hex(info.st_mode));
    if (S_ISDIR(info.st_mode)) {
      Add({"d", mode, path});
      ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder,
                             OpenFileAt(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
      return Walk(folder.get(), absl::StrCat(path, "/"));
    }
    if (S_ISLNK(info.st_mode)) {
      std::array<char, 4097> target;
      const ssize_t size = readlinkat(folder_fd, name.c_str(), target.data(), target.size());
      if (size < 0) return ErrnoStatus(errno, "read a link");
      Add({"l", path, {target.data(), static_cast<size_t>(size)}});
      return absl::OkStatus();
    }
    if (!S_ISREG(info.st_mode)) {
      return absl::DataLossError(absl::StrCat(MakePrintableLine(path), " is no file of an image"));
    }
    if (seen_.insert(info.st_ino).second) result_.size_bytes += info.st_size;
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd file,
                           OpenFileAt(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    ASSAY_ASSIGN_OR_RETURN(const std::string digest, DigestFile(file.get()));
    Add({"f", mode, path, digest});
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> DigestFile(int fd) {
    Sha256 hash;
    while (true) {
      const ssize_t count = read(fd, buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return ErrnoStatus(errno, "read a file");
      if (count == 0) return hash.Finish();
      hash.Update({buffer_.data(), static_cast<size_t>(count)});
    }
  }

  // Each with its length: no two lists look alike.
  void Add(const std::vector<std::string>& fields) {
    for (const std::string& field : fields) hash_.Update(absl::StrCat(field.size(), ":", field));
  }

  Sha256 hash_;
  TreeDigest result_;
  std::set<ino_t> seen_;
  std::array<char, 131072> buffer_;
};

}  // namespace

absl::StatusOr<TreeDigest> DigestTree(int root_fd) {
  const auto walker = std::make_unique<Walker>();
  ASSAY_RETURN_IF_ERROR(walker->Walk(root_fd, ""));
  return walker->Finish();
}

}  // namespace assay::judge
