#include "judge/image/blob.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/base/sha256.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

std::string Shown(const std::string& path) { return MakePrintableLine(Truncate(path, 200)); }

absl::StatusOr<std::string> DigestOf(int fd) {
  constexpr size_t kPieceBytes = 131072;
  const auto buffer = std::make_unique<std::array<char, kPieceBytes>>();
  Sha256 hash;
  off_t offset = 0;
  while (true) {
    const ssize_t count = pread(fd, buffer->data(), buffer->size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "read a blob");
    if (count == 0) return absl::BytesToHexString(hash.Finish());
    hash.Update({buffer->data(), static_cast<size_t>(count)});
    offset += count;
  }
}

}  // namespace

absl::StatusOr<UniqueFd> OpenRegular(int folder_fd, const std::string& path) {
  open_how how = {};
  // A FIFO would wait for its writer.
  how.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  UniqueFd fd(static_cast<int>(syscall(SYS_openat2, folder_fd, path.c_str(), &how, sizeof how)));
  if (!fd.valid() && errno == ELOOP) {
    return absl::InvalidArgumentError(
        absl::StrCat("the image's ", Shown(path), " is, or stands below, a symbolic link"));
  }
  if (!fd.valid()) return ErrnoStatus(errno, absl::StrCat("open the image's ", Shown(path)));
  struct stat info = {};
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, "look at a blob");
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat("the image's ", Shown(path), " is no regular file"));
  }
  return fd;
}

absl::StatusOr<UniqueFd> OpenBlob(int folder_fd, const std::string& path,
                                  const BlobReference& blob) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenRegular(folder_fd, path));
  struct stat info = {};
  if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, "look at a blob");
  if (info.st_size != blob.size_bytes) {
    return absl::DataLossError(absl::StrCat("the image's ", Shown(path), " has ", info.st_size,
                                            " bytes and should have ", blob.size_bytes,
                                            ": it is damaged; copy the image anew"));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string digest, DigestOf(fd.get()));
  if (digest != blob.digest) {
    return absl::DataLossError(absl::StrCat("the image's ", Shown(path), " has the digest sha256:",
                                            digest, " and should have sha256:", blob.digest,
                                            ": it was changed or is damaged; copy the image anew"));
  }
  return fd;
}

absl::StatusOr<std::string> ReadBlob(int folder_fd, const std::string& path,
                                     const BlobReference& blob) {
  if (blob.size_bytes > kMostDocumentBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the image's ", Shown(path), " is a document of more than ", kMostDocumentBytes, " bytes"));
  }
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenBlob(folder_fd, path, blob));
  ASSAY_ASSIGN_OR_RETURN(std::string text,
                         ReadDescriptor(fd.get(), kMostDocumentBytes, Shown(path)));
  // It could have changed in between.
  if (absl::BytesToHexString(Sha256Of(text)) != blob.digest) {
    return absl::DataLossError(absl::StrCat("the image's ", Shown(path), " changes"));
  }
  return text;
}

}  // namespace assay::judge
