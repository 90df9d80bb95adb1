#include "judge/store/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int64_t kTarBlockBytes = 512;
// What libarchive may read for one header. Of a tar: a pax header is 1 MiB at most. Of a zip the
// directory is read with the first one.
constexpr int64_t kTarHeaderBytes = int64_t{4} << 20;
constexpr int64_t kZipHeaderBytes = int64_t{32} << 20;
constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

enum class Format { kTar, kZip };

// How a file of that beginning is to be read.
struct Signature {
  absl::string_view magic;
  Format format;
  // Of the archive_read_support_filter_* family; null for none.
  int (*enable_filter)(archive*);
};

// RFC 1952; bzip2's and xz's file format; RFC 8878; APPNOTE.TXT 4.3.7, and 4.3.16 for an empty one.
constexpr Signature kSignatures[] = {
    {absl::string_view("\x1f\x8b", 2), Format::kTar, &archive_read_support_filter_gzip},
    {absl::string_view("BZh", 3), Format::kTar, &archive_read_support_filter_bzip2},
    {absl::string_view("\xfd\x37\x7a\x58\x5a\0", 6), Format::kTar, &archive_read_support_filter_xz},
    {absl::string_view("\x28\xb5\x2f\xfd", 4), Format::kTar, &archive_read_support_filter_zstd},
    {absl::string_view("PK\x03\x04", 4), Format::kZip, nullptr},
    {absl::string_view("PK\x05\x06", 4), Format::kZip, nullptr},
};

ArchiveEntry::Kind KindOf(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return ArchiveEntry::Kind::kHardLink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return ArchiveEntry::Kind::kFile;
    case AE_IFDIR:
      return ArchiveEntry::Kind::kFolder;
    case AE_IFLNK:
      return ArchiveEntry::Kind::kSymbolicLink;
    default:
      return ArchiveEntry::Kind::kOther;
  }
}

std::string LinkTarget(archive_entry* entry) {
  const char* target = archive_entry_hardlink(entry);
  if (target == nullptr) target = archive_entry_symlink(entry);
  return target == nullptr ? "" : target;
}

bool HasCapabilities(archive_entry* entry) {
  archive_entry_xattr_reset(entry);
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
    if (absl::string_view(name) == "security.capability") return true;
  }
  return false;
}

absl::Status NoArchive() {
  return absl::InvalidArgumentError(
      "neither a tar (plain, gzip, bzip2, xz or zstd) nor a complete zip archive");
}

}  // namespace

// The bytes that the format's reader sees: the file, or what a filter makes of it.
struct ArchiveReader::Source {
  int fd = -1;
  Signature signature = {"", Format::kTar, nullptr};
  int64_t offset = 0;
  std::array<char, 65536> file_buffer;
  // An errno of reading the file.
  int error = 0;
  std::unique_ptr<archive, Free> filter;
  std::array<char, 65536> filter_buffer;
  // What may still be read by the present call.
  int64_t allowed_bytes = kUnlimited;
  ArchiveReaderOptions options;
  int64_t stream_bytes = 0;

  static la_ssize_t ReadFile(archive*, void* data, const void** buffer) {
    auto& source = *static_cast<Source*>(data);
    ssize_t count = -1;
    do {
      count = pread(source.fd, source.file_buffer.data(), source.file_buffer.size(), source.offset);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
      source.error = errno;
      return ARCHIVE_FATAL;
    }
    source.offset += count;
    *buffer = source.file_buffer.data();
    return count;
  }

  static la_int64_t SeekFile(archive*, void* data, la_int64_t offset, int whence) {
    auto& source = *static_cast<Source*>(data);
    struct stat info = {};
    if (whence == SEEK_END && fstat(source.fd, &info) != 0) return ARCHIVE_FATAL;
    const int64_t base = whence == SEEK_END ? info.st_size : whence == SEEK_CUR ? source.offset : 0;
    int64_t target = 0;
    if (__builtin_add_overflow(base, offset, &target) || target < 0) return ARCHIVE_FATAL;
    return source.offset = target;
  }

  static la_ssize_t ReadBounded(archive* reader, void* data, const void** buffer) {
    auto& source = *static_cast<Source*>(data);
    la_ssize_t count = 0;
    if (source.filter == nullptr) {
      count = ReadFile(reader, data, buffer);
    } else {
      *buffer = source.filter_buffer.data();
      count = archive_read_data(source.filter.get(), source.filter_buffer.data(),
                                source.filter_buffer.size());
      if (count < 0) {
        archive_copy_error(reader, source.filter.get());
        return ARCHIVE_FATAL;
      }
    }
    if (count < 0) return count;
    source.allowed_bytes -= count;
    if (source.allowed_bytes < 0) {
      archive_set_error(reader, EINVAL, "a header is too large");
      return ARCHIVE_FATAL;
    }
    source.stream_bytes += count;
    if (source.options.max_stream_bytes > 0 &&
        source.stream_bytes > source.options.max_stream_bytes) {
      archive_set_error(reader, EINVAL, "unpacked it is too large");
      return ARCHIVE_FATAL;
    }
    if (source.options.on_bytes) {
      source.options.on_bytes({static_cast<const char*>(*buffer), static_cast<size_t>(count)});
    }
    return count;
  }
};

void ArchiveReader::Free::operator()(archive* reader) const { archive_read_free(reader); }

ArchiveReader::ArchiveReader(std::unique_ptr<Source> source) : source_(std::move(source)) {}
ArchiveReader::~ArchiveReader() = default;

absl::StatusOr<std::unique_ptr<ArchiveReader>> ArchiveReader::Open(int fd,
                                                                   ArchiveReaderOptions options) {
  auto source = std::make_unique<Source>();
  source->fd = fd;
  source->options = std::move(options);
  const void* buffer = nullptr;
  const la_ssize_t count = Source::ReadFile(nullptr, source.get(), &buffer);
  if (count < 0) return ErrnoStatus(source->error, "read the archive");
  source->offset = 0;
  const absl::string_view beginning(static_cast<const char*>(buffer), count);
  if (beginning.empty()) return absl::InvalidArgumentError("the archive is empty");
  for (const Signature& signature : kSignatures) {
    if (absl::StartsWith(beginning, signature.magic)) source->signature = signature;
  }
  std::unique_ptr<ArchiveReader> reader(new ArchiveReader(std::move(source)));
  if (reader->source_->signature.enable_filter != nullptr) {
    ASSAY_RETURN_IF_ERROR(reader->OpenFilter());
  }
  ASSAY_RETURN_IF_ERROR(reader->OpenFormat());
  return reader;
}

absl::Status ArchiveReader::OpenFilter() {
  archive* const filter = archive_read_new();
  if (filter == nullptr) return absl::ResourceExhaustedError("no memory for an archive");
  source_->filter.reset(filter);
  // Anything but OK: libarchive was built without it, and would start a program.
  if (source_->signature.enable_filter(filter) != ARCHIVE_OK ||
      archive_read_support_format_raw(filter) != ARCHIVE_OK) {
    return absl::UnimplementedError(
        "the host's libarchive lacks gzip, bzip2, xz or zstd; use another compression");
  }
  ASSAY_RETURN_IF_ERROR(StatusOf(
      archive_read_open(filter, source_.get(), nullptr, &Source::ReadFile, nullptr), filter));
  archive_entry* contents = nullptr;
  ASSAY_RETURN_IF_ERROR(StatusOf(archive_read_next_header(filter, &contents), filter));
  // The filter and the file. It is applied as often as it fits, and not where the file only begins
  // as if it did.
  return archive_filter_count(filter) == 2 ? absl::OkStatus() : NoArchive();
}

absl::Status ArchiveReader::OpenFormat() {
  archive* const reader = archive_read_new();
  if (reader == nullptr) return absl::ResourceExhaustedError("no memory for an archive");
  reader_.reset(reader);
  if (source_->signature.format == Format::kZip) {
    archive_read_support_format_zip_seekable(reader);
    archive_read_set_seek_callback(reader, &Source::SeekFile);
  } else {
    archive_read_support_format_tar(reader);
  }
  source_->allowed_bytes = kTarHeaderBytes;
  return StatusOf(archive_read_open(reader, source_.get(), nullptr, &Source::ReadBounded, nullptr),
                  reader);
}

absl::Status ArchiveReader::StatusOf(int result, archive* reader) const {
  if (result == ARCHIVE_OK) return absl::OkStatus();
  if (source_->error != 0) return ErrnoStatus(source_->error, "read the archive");
  if (archive_errno(reader) == ENOMEM) {
    return absl::ResourceExhaustedError("no memory for the archive");
  }
  const char* const text = archive_error_string(reader);
  if (text != nullptr && absl::string_view(text) == "Unrecognized archive format") {
    return NoArchive();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("the archive is damaged or ends too early: ",
                   text == nullptr ? "no reason given" : MakePrintableLine(Truncate(text, 200))));
}

absl::StatusOr<const ArchiveEntry*> ArchiveReader::Next() {
  source_->allowed_bytes =
      source_->signature.format == Format::kZip ? kZipHeaderBytes : kTarHeaderBytes;
  archive_entry* entry = nullptr;
  const int result = archive_read_next_header(reader_.get(), &entry);
  if (result == ARCHIVE_EOF) {
    ASSAY_RETURN_IF_ERROR(CheckEnd());
    return nullptr;
  }
  ASSAY_RETURN_IF_ERROR(StatusOf(result, reader_.get()));
  has_entry_ = true;
  read_bytes_ = 0;
  const char* const path = archive_entry_pathname(entry);
  entry_ = {.path = path == nullptr ? "" : path,
            .kind = KindOf(entry),
            .size_bytes = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0,
            .executable = (archive_entry_mode(entry) & 0100) != 0,
            .mode = static_cast<int>(archive_entry_mode(entry) & 07777),
            .link_target = LinkTarget(entry),
            .modified_unix_seconds = archive_entry_mtime(entry),
            .has_capabilities = HasCapabilities(entry)};
  if (archive_entry_is_encrypted(entry)) {
    return absl::InvalidArgumentError("the archive is encrypted; make it without a password");
  }
  if (archive_entry_sparse_count(entry) > 0) {
    return absl::InvalidArgumentError("the archive has a sparse file; make it without --sparse");
  }
  // The other methods need memory as the archive says.
  const char* const method = archive_format_name(reader_.get());
  if (source_->signature.format == Format::kZip && entry_.kind == ArchiveEntry::Kind::kFile &&
      !absl::EndsWith(method, "(uncompressed)") && !absl::EndsWith(method, "(deflation)")) {
    return absl::InvalidArgumentError(
        absl::StrCat("a zip entry is compressed by another method than deflate: ",
                     MakePrintableLine(Truncate(method, 50))));
  }
  return &entry_;
}

absl::StatusOr<absl::string_view> ArchiveReader::Read() {
  source_->allowed_bytes = kUnlimited;
  const void* data = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  int result = ARCHIVE_OK;
  // A block may be empty.
  while (result == ARCHIVE_OK && size == 0) {
    result = archive_read_data_block(reader_.get(), &data, &size, &offset);
    if (result == ARCHIVE_OK && size > 0 && offset != read_bytes_) {
      return absl::InvalidArgumentError("the archive has a file with holes");
    }
  }
  if (result == ARCHIVE_EOF) {
    end_offset_ = archive_filter_bytes(reader_.get(), 0);
    return absl::string_view();
  }
  ASSAY_RETURN_IF_ERROR(StatusOf(result, reader_.get()));
  read_bytes_ += static_cast<int64_t>(size);
  return absl::string_view(static_cast<const char*>(data), size);
}

// libarchive takes the end of the file for the end of a tar. A tar ends with a block of zeros, and
// one that was cut off between two entries does not.
absl::Status ArchiveReader::CheckEnd() {
  if (!has_entry_ && !source_->options.may_be_empty) {
    return absl::InvalidArgumentError("the archive is empty");
  }
  if (source_->signature.format == Format::kZip) return absl::OkStatus();
  const int64_t entries_end = (end_offset_ + kTarBlockBytes - 1) / kTarBlockBytes * kTarBlockBytes;
  if (archive_filter_bytes(reader_.get(), 0) < entries_end + kTarBlockBytes) {
    return absl::InvalidArgumentError(
        "the archive ends too early: a tar has a block of zeros at its end");
  }
  return absl::OkStatus();
}

absl::Status ArchiveReader::ReadToFileEnd() {
  source_->allowed_bytes = int64_t{1} << 20;
  const void* buffer = nullptr;
  la_ssize_t count = 0;
  do {
    count = Source::ReadBounded(reader_.get(), source_.get(), &buffer);
  } while (count > 0);
  return count == 0 ? absl::OkStatus() : StatusOf(ARCHIVE_FATAL, reader_.get());
}

}  // namespace assay::judge
