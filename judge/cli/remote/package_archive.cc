#include "judge/cli/remote/package_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/base/named_file.h"
#include "judge/base/printable.h"
#include "judge/problem/problem_folder.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
// More than the service takes.
constexpr int kMostDepth = 32;

// Hands what `fd` has to `take`, and returns how many bytes that were.
template <typename Take>
absl::StatusOr<int64_t> ReadPieces(int fd, const std::string& name, Take take) {
  std::vector<char> buffer(kPieceBytes);
  int64_t total = 0;
  while (true) {
    const ssize_t count = read(fd, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, absl::StrCat("read ", name));
    if (count == 0) return total;
    total += count;
    ASSAY_RETURN_IF_ERROR(take(absl::string_view(buffer.data(), static_cast<size_t>(count))));
  }
}

class FolderPacker {
 public:
  FolderPacker(const ProblemFolder& folder, const ArchiveSink& sink)
      : folder_(folder), sink_(sink), archive_(archive_write_new(), &archive_write_free) {}

  absl::Status Pack() {
    archive* const packed = archive_.get();
    if (packed == nullptr) return absl::ResourceExhaustedError("no memory to pack with");
    if (archive_write_set_format_pax_restricted(packed) != ARCHIVE_OK ||
        archive_write_add_filter_zstd(packed) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(packed, 1) != ARCHIVE_OK ||
        archive_write_open(packed, this, nullptr, &Write, nullptr) != ARCHIVE_OK) {
      return Failed("begin an archive");
    }
    ASSAY_RETURN_IF_ERROR(AddFolder("", 0));
    return archive_write_close(packed) == ARCHIVE_OK ? absl::OkStatus() : Failed("end the archive");
  }

 private:
  static la_ssize_t Write(archive* packed, void* self, const void* data, size_t size) {
    auto* const packer = static_cast<FolderPacker*>(self);
    packer->sink_status_ = packer->sink_(absl::string_view(static_cast<const char*>(data), size));
    if (packer->sink_status_.ok()) return static_cast<la_ssize_t>(size);
    archive_set_error(packed, EIO, "the archive is not taken");
    return -1;
  }

  absl::Status Failed(absl::string_view what) const {
    if (!sink_status_.ok()) return sink_status_;
    const char* const why = archive_error_string(archive_.get());
    return absl::InternalError(absl::StrCat(what, ": ", why == nullptr ? "failed" : why));
  }

  absl::Status AddFolder(const std::string& relative, int depth) {
    if (depth > kMostDepth) {
      return absl::InvalidArgumentError(
          absl::StrCat(MakePrintableLine(folder_.PathOf(relative)), " is too deep to be packed"));
    }
    ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder_.List(relative));
    for (const ProblemFolder::Entry& entry : entries) {
      const std::string path =
          relative.empty() ? entry.name : absl::StrCat(relative, "/", entry.name);
      ASSAY_RETURN_IF_ERROR(entry.kind == ProblemFolder::Entry::Kind::kFolder
                                ? AddFolder(path, depth + 1)
                                : AddFile(path));
    }
    return absl::OkStatus();
  }

  absl::Status AddFile(const std::string& path) {
    const std::string name = MakePrintableLine(folder_.PathOf(path));
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, folder_.OpenFile(path));
    struct stat info;
    if (fstat(fd.get(), &info) != 0) return ErrnoStatus(errno, absl::StrCat("fstat ", name));
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                         &archive_entry_free);
    if (entry == nullptr) return absl::ResourceExhaustedError("no memory to pack with");
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), (info.st_mode & S_IXUSR) != 0 ? 0755 : 0644);
    archive_entry_set_size(entry.get(), info.st_size);
    if (archive_write_header(archive_.get(), entry.get()) != ARCHIVE_OK) {
      return Failed(absl::StrCat("pack ", name));
    }
    ASSAY_ASSIGN_OR_RETURN(
        const int64_t size, ReadPieces(fd.get(), name, [&](absl::string_view piece) {
          // Takes less than all past the size that was said.
          return archive_write_data(archive_.get(), piece.data(), piece.size()) < 0
                     ? Failed(absl::StrCat("pack ", name))
                     : absl::OkStatus();
        }));
    if (size == info.st_size) return absl::OkStatus();
    return absl::AbortedError(absl::StrCat(name, " changed while it was packed; try again"));
  }

  const ProblemFolder& folder_;
  const ArchiveSink& sink_;
  absl::Status sink_status_;
  const std::unique_ptr<archive, int (*)(archive*)> archive_;
};

absl::Status SendFile(int fd, const std::string& path, const ArchiveSink& sink) {
  return ReadPieces(fd, MakePrintableLine(path), sink).status();
}

}  // namespace

absl::Status SendPackage(const std::string& path, const ArchiveSink& sink) {
  const std::string name = absl::StrCat("package ", MakePrintableLine(path));
  struct stat info;
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenNamedFile(path, name, &info));
  if (S_ISREG(info.st_mode)) return SendFile(fd.get(), path, sink);
  if (!S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " is neither a folder nor an archive file"));
  }
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(path));
  return FolderPacker(folder, sink).Pack();
}

}  // namespace assay::judge
