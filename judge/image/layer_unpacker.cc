#include "judge/image/layer_unpacker.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/base/sha256.h"
#include "judge/store/archive_path.h"
#include "judge/store/archive_reader.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr int kMostDepth = 64;
// How much is written between two looks at the free space.
constexpr int64_t kLookBytes = int64_t{16} << 20;
// A tar's share for each entry: headers, long names, padding.
constexpr int64_t kEntryHeaderBytes = 8192;

constexpr absl::string_view kWhiteout = ".wh.";
// Of aufs, from which whiteouts come: ".wh..wh..opq" and its bookkeeping.
constexpr absl::string_view kWhiteoutMeta = ".wh..wh.";
constexpr absl::string_view kOpaque = ".wh..wh..opq";

// libarchive converts names to the thread's locale, and the C locale has ASCII only.
class ScopedUtf8Locale {
 public:
  ScopedUtf8Locale()
      : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)),
        before_(locale_ == nullptr ? nullptr : uselocale(locale_)) {}
  ScopedUtf8Locale(const ScopedUtf8Locale&) = delete;
  ScopedUtf8Locale& operator=(const ScopedUtf8Locale&) = delete;
  ~ScopedUtf8Locale() {
    if (locale_ == nullptr) return;
    uselocale(before_);
    freelocale(locale_);
  }
  bool valid() const { return locale_ != nullptr; }

 private:
  const locale_t locale_;
  const locale_t before_;
};

class Unpacker {
 public:
  Unpacker(ArchiveReader& reader, int root_fd, const LayerOptions& options, TreeBuilder& tree,
           UnpackCounts& counts)
      : reader_(reader), root_fd_(root_fd), options_(options), tree_(tree), counts_(counts) {}

  absl::Status Run() {
    tree_.StartLayer();
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const ArchiveEntry* const entry, reader_.Next());
      if (entry == nullptr) break;
      if (++counts_.entries > options_.limits.entries) {
        return absl::InvalidArgumentError(
            absl::StrCat("the image has more than ", options_.limits.entries, " entries"));
      }
      absl::Status status = Take(*entry);
      if (absl::IsNotFound(status)) status = absl::InvalidArgumentError(status.message());
      if (!status.ok()) return Annotate(status, DescribeEntry(entry->path));
    }
    return reader_.ReadToFileEnd();
  }

 private:
  absl::Status Take(const ArchiveEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(const std::string path, CleanEntryPath(entry.path, kMostDepth));
    const absl::string_view name = absl::string_view(path).substr(path.rfind('/') + 1);
    if (absl::StartsWith(name, kWhiteout)) {
      ASSAY_RETURN_IF_ERROR(Skip());
      return TakeWhiteout(path, name);
    }
    switch (entry.kind) {
      case ArchiveEntry::Kind::kFolder:
        ASSAY_RETURN_IF_ERROR(tree_.MakeFolder(path));
        return Skip();
      case ArchiveEntry::Kind::kSymbolicLink:
        ASSAY_RETURN_IF_ERROR(tree_.MakeSymlink(path, entry.link_target));
        return Skip();
      case ArchiveEntry::Kind::kHardLink: {
        const absl::StatusOr<std::string> target = CleanEntryPath(entry.link_target, kMostDepth);
        if (!target.ok()) return Annotate(target.status(), "is a hard link, whose target");
        ASSAY_RETURN_IF_ERROR(tree_.MakeHardLink(path, *target));
        return Skip();
      }
      case ArchiveEntry::Kind::kFile:
        return TakeFile(entry, path);
      case ArchiveEntry::Kind::kOther:
        break;
    }
    if (options_.strip_privileges) {
      ++counts_.stripped_count;
      return Skip();
    }
    return absl::InvalidArgumentError(
        "is a device, FIFO or socket, which no image may have; leave it out with "
        "--strip-privileges");
  }

  absl::Status TakeWhiteout(const std::string& path, absl::string_view name) {
    const std::string folder = path.substr(0, path.size() - name.size());
    if (name == kOpaque) {
      return tree_.RemoveLowerContents(folder.substr(0, folder.size() - (folder.empty() ? 0 : 1)));
    }
    if (absl::StartsWith(name, kWhiteoutMeta)) return absl::OkStatus();
    absl::ConsumePrefix(&name, kWhiteout);
    if (name.empty() || name == "." || name == "..") {
      return absl::InvalidArgumentError("is a whiteout of no name");
    }
    return tree_.RemoveLower(absl::StrCat(folder, name));
  }

  absl::Status TakeFile(const ArchiveEntry& entry, const std::string& path) {
    if ((entry.mode & (S_ISUID | S_ISGID)) != 0 || entry.has_capabilities) {
      if (!options_.strip_privileges) {
        return absl::InvalidArgumentError(
            "is set-user-id, set-group-id or has file capabilities, which no image may have; take "
            "the file without them by --strip-privileges");
      }
      ++counts_.stripped_count;
    }
    // Spares the disk what is going to be refused.
    if (entry.size_bytes > options_.limits.total_bytes - counts_.bytes) return TooLarge();
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, tree_.MakeFile(path, (entry.mode & 0111) != 0));
    ASSAY_RETURN_IF_ERROR(Copy(fd.get()));
    // Python takes compiled modules for those of a source by its time.
    const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT},
                               {.tv_sec = entry.modified_unix_seconds, .tv_nsec = 0}};
    if (futimens(fd.get(), times) != 0) return ErrnoStatus(errno, "set a file's time");
    return absl::OkStatus();
  }

  // Contents count also where nobody wants them.
  absl::Status Skip() { return Copy(-1); }

  absl::Status Copy(int fd) {
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const absl::string_view piece, reader_.Read());
      if (piece.empty()) return absl::OkStatus();
      const auto size_bytes = static_cast<int64_t>(piece.size());
      counts_.bytes += size_bytes;
      if (counts_.bytes > options_.limits.total_bytes) return TooLarge();
      ASSAY_RETURN_IF_ERROR(CheckFreeSpace(size_bytes));
      if (fd < 0) continue;
      const absl::Status status = WriteDescriptor(fd, piece, "a file");
      if (!status.ok()) return Full(status);
    }
  }

  absl::Status Full(const absl::Status& status) const {
    if (!absl::IsResourceExhausted(status)) return status;
    return absl::ResourceExhaustedError(
        "does not fit on the disk; make room on it, or in the store with: sandbox_cli image gc");
  }

  absl::Status CheckFreeSpace(int64_t size_bytes) {
    unlooked_bytes_ -= size_bytes;
    if (unlooked_bytes_ > 0 || options_.limits.min_free_bytes == 0) return absl::OkStatus();
    unlooked_bytes_ = kLookBytes;
    struct statvfs disk = {};
    if (fstatvfs(root_fd_, &disk) != 0) return ErrnoStatus(errno, "statvfs");
    const int64_t free_bytes =
        static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
    if (free_bytes >= options_.limits.min_free_bytes) return absl::OkStatus();
    return Full(absl::ResourceExhaustedError(""));
  }

  absl::Status TooLarge() const {
    return absl::InvalidArgumentError(absl::StrCat("makes the image too large: its files may have ",
                                                   options_.limits.total_bytes, " bytes"));
  }

  ArchiveReader& reader_;
  const int root_fd_;
  const LayerOptions& options_;
  TreeBuilder& tree_;
  UnpackCounts& counts_;
  // Until the next look at the free space.
  int64_t unlooked_bytes_ = 0;
};

}  // namespace

absl::StatusOr<std::string> UnpackLayer(int layer_fd, int root_fd, const LayerOptions& options,
                                        TreeBuilder* tree, UnpackCounts* counts) {
  const ScopedUtf8Locale locale;
  if (!locale.valid()) {
    return absl::InternalError("the host has no locale C.UTF-8; install glibc's libc-bin");
  }
  Sha256 hash;
  const ImageLimits& limits = options.limits;
  ASSAY_ASSIGN_OR_RETURN(
      const std::unique_ptr<ArchiveReader> reader,
      ArchiveReader::Open(
          layer_fd, {.may_be_empty = true,
                     .on_bytes = [&hash](absl::string_view bytes) { hash.Update(bytes); },
                     .max_stream_bytes =
                         limits.total_bytes - counts->bytes + limits.entries * kEntryHeaderBytes}));
  ASSAY_RETURN_IF_ERROR(Unpacker(*reader, root_fd, options, *tree, *counts).Run());
  return absl::BytesToHexString(hash.Finish());
}

}  // namespace assay::judge
