#include "judge/store/archive.h"

#include <sys/statvfs.h>

#include <cerrno>
#include <clocale>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/base/sha256.h"
#include "judge/store/archive_path.h"
#include "judge/store/archive_reader.h"
#include "judge/store/tree_writer.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

// How much is written between two looks at the free space.
constexpr int64_t kLookBytes = int64_t{16} << 20;

// libarchive converts names to the thread's locale, and the C locale has ASCII only. The object is
// for the process: making one costs more than unpacking a small archive.
locale_t Utf8Locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

// Sets the calling thread's locale while it lives.
class ScopedLocale {
 public:
  explicit ScopedLocale(locale_t locale) : before_(uselocale(locale)) {}
  ScopedLocale(const ScopedLocale&) = delete;
  ScopedLocale& operator=(const ScopedLocale&) = delete;
  ~ScopedLocale() { uselocale(before_); }

 private:
  const locale_t before_;
};

absl::Status CheckKind(ArchiveEntry::Kind kind) {
  switch (kind) {
    case ArchiveEntry::Kind::kFile:
    case ArchiveEntry::Kind::kFolder:
      return absl::OkStatus();
    case ArchiveEntry::Kind::kSymbolicLink:
      return absl::InvalidArgumentError(
          "is a symbolic link; put the file itself there (tar --dereference)");
    case ArchiveEntry::Kind::kHardLink:
      return absl::InvalidArgumentError(
          "is a hard link; put the file itself there (tar --hard-dereference)");
    case ArchiveEntry::Kind::kOther:
      break;
  }
  return absl::InvalidArgumentError("is neither a regular file nor a folder");
}

class Unpacker {
 public:
  Unpacker(ArchiveReader& reader, int directory_fd, const ArchiveLimits& limits)
      : reader_(reader),
        directory_fd_(directory_fd),
        limits_(limits),
        tree_(directory_fd, limits.entries) {}

  absl::StatusOr<UnpackedArchive> Run() {
    for (int64_t count = 1;; ++count) {
      ASSAY_ASSIGN_OR_RETURN(const ArchiveEntry* const entry, reader_.Next());
      if (entry == nullptr) break;
      if (count > limits_.entries) {
        return absl::InvalidArgumentError(
            absl::StrCat("the archive has more than ", limits_.entries, " entries"));
      }
      const absl::Status status = Take(*entry);
      if (!status.ok()) return Annotate(status, DescribeEntry(entry->path));
    }
    if (result_.files.empty()) return absl::InvalidArgumentError("the archive has no files");
    StripRoot();
    return std::move(result_);
  }

 private:
  absl::Status Take(const ArchiveEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(const std::string path, CleanEntryPath(entry.path, limits_.depth));
    ASSAY_RETURN_IF_ERROR(CheckKind(entry.kind));
    if (IsMacMetadata(path)) {
      PassOver();
      return Copy(UniqueFd(), nullptr);
    }
    SeeTopName(path, entry.kind);
    if (entry.kind == ArchiveEntry::Kind::kFolder) {
      ASSAY_RETURN_IF_ERROR(tree_.MakeFolder(path));
      return Copy(UniqueFd(), nullptr);
    }
    if (path.empty()) return absl::InvalidArgumentError("is a file without a name");
    // Spares the disk what is going to be refused.
    if (entry.size_bytes > limits_.total_bytes - result_.total_bytes) return TooLarge();
    ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, tree_.MakeFile(path, entry.executable));
    Sha256 hash;
    ASSAY_RETURN_IF_ERROR(Copy(std::move(fd), &hash));
    result_.files.push_back(
        {.path = path, .executable = entry.executable, .sha256 = hash.Finish()});
    return absl::OkStatus();
  }

  // Reads the entry's contents to their end, which counts also where nobody wants them.
  absl::Status Copy(UniqueFd fd, Sha256* hash) {
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const absl::string_view piece, reader_.Read());
      if (piece.empty()) return absl::OkStatus();
      result_.total_bytes += static_cast<int64_t>(piece.size());
      if (result_.total_bytes > limits_.total_bytes) return TooLarge();
      ASSAY_RETURN_IF_ERROR(CheckFreeSpace(static_cast<int64_t>(piece.size())));
      if (hash == nullptr) continue;
      hash->Update(piece);
      ASSAY_RETURN_IF_ERROR(WriteDescriptor(fd.get(), piece, "a file"));
    }
  }

  absl::Status CheckFreeSpace(int64_t size_bytes) {
    unlooked_bytes_ += size_bytes;
    if (unlooked_bytes_ < kLookBytes || limits_.min_free_bytes == 0) return absl::OkStatus();
    unlooked_bytes_ = 0;
    struct statvfs disk = {};
    if (fstatvfs(directory_fd_, &disk) != 0) return ErrnoStatus(errno, "statvfs");
    if (static_cast<int64_t>(disk.f_bavail) <
        limits_.min_free_bytes / static_cast<int64_t>(disk.f_frsize)) {
      return absl::ResourceExhaustedError("does not fit on the disk; make room on it");
    }
    return absl::OkStatus();
  }

  absl::Status TooLarge() const {
    return absl::InvalidArgumentError(absl::StrCat(
        "makes the archive too large: its files may have ", limits_.total_bytes, " bytes"));
  }

  void PassOver() {
    if (result_.warnings.empty()) {
      result_.warnings.push_back(
          "what macOS adds to archives (__MACOSX, .DS_Store, ._NAME) was passed over");
    }
  }

  void SeeTopName(const std::string& path, ArchiveEntry::Kind kind) {
    if (path.empty()) return;
    const size_t slash = path.find('/');
    const std::string name = path.substr(0, slash);
    if (slash == std::string::npos && kind == ArchiveEntry::Kind::kFile) has_top_file_ = true;
    if (top_name_.empty()) top_name_ = name;
    if (top_name_ != name) has_many_ = true;
  }

  void StripRoot() {
    if (has_top_file_ || has_many_) return;
    result_.root = top_name_;
    for (UnpackedFile& file : result_.files) file.path.erase(0, top_name_.size() + 1);
  }

  ArchiveReader& reader_;
  const int directory_fd_;
  const ArchiveLimits limits_;
  TreeWriter tree_;
  UnpackedArchive result_;
  int64_t unlooked_bytes_ = 0;
  // The first name of the paths, while there is only one.
  std::string top_name_;
  bool has_top_file_ = false;
  bool has_many_ = false;
};

}  // namespace

absl::StatusOr<UnpackedArchive> UnpackArchive(int archive_fd, int directory_fd,
                                              const ArchiveLimits& limits) {
  if (Utf8Locale() == nullptr) {
    return absl::InternalError("the host has no locale C.UTF-8; install glibc's libc-bin");
  }
  const ScopedLocale locale(Utf8Locale());
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<ArchiveReader> reader,
                         ArchiveReader::Open(archive_fd));
  return Unpacker(*reader, directory_fd, limits).Run();
}

}  // namespace assay::judge
