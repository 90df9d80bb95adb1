#ifndef ASSAY_JUDGE_STORE_ARCHIVE_READER_H_
#define ASSAY_JUDGE_STORE_ARCHIVE_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct archive;

namespace assay::judge {

// What an archive says of one of its entries. None of it is to be believed.
struct ArchiveEntry {
  enum class Kind { kFile, kFolder, kSymbolicLink, kHardLink, kOther };
  // Ends at the first NUL byte, if the archive has one there.
  std::string path;
  Kind kind = Kind::kFile;
  // Of its contents; 0 when it does not say.
  int64_t size_bytes = 0;
  // The owner's execute bit.
  bool executable = false;
  // The lower twelve bits of st_mode.
  int mode = 0;
  // Of a link. Ends at the first NUL byte, as the path does.
  std::string link_target;
  // Of the last change, in seconds since 1970; 0 when it does not say.
  int64_t modified_unix_seconds = 0;
  // Has file capabilities (security.capability).
  bool has_capabilities = false;
};

struct ArchiveReaderOptions {
  // An archive without entries is none, unless this is set.
  bool may_be_empty = false;
  // Shown, in order and once, the bytes of the tar or zip, as they are after decompression. May be
  // empty.
  std::function<void(absl::string_view bytes)> on_bytes = nullptr;
  // Of those bytes, headers and padding included. 0: no bound.
  int64_t max_stream_bytes = 0;
};

// Reads a hostile archive from its first entry to its last, by libarchive (archive_read(3)): a tar
// of the ustar, pax and GNU formats, plain or compressed by gzip, bzip2, xz or zstd; or a zip with
// stored and deflated entries.
//
// The file's first bytes choose one format and one filter, and no other is enabled: what is
// compressed twice, a zip inside gzip, or any of libarchive's other formats is no archive here. The
// memory is bounded whatever the archive says: what a single header makes libarchive read is
// (sparse maps and directories grow with it), and an xz dictionary has at most 1 GiB.
//
// Errors are INVALID_ARGUMENT for the archive's fault, such as damage, an end too early,
// encryption, or a sparse file. For one thread.
class ArchiveReader {
 public:
  // Reads `fd` with pread(2) from its beginning; it must outlive the reader.
  static absl::StatusOr<std::unique_ptr<ArchiveReader>> Open(int fd,
                                                             ArchiveReaderOptions options = {});
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  // Goes to the next entry; the contents of the present one must have been read. Null at the end of
  // the archive. The entry is valid until the next call.
  absl::StatusOr<const ArchiveEntry*> Next();

  // The next piece of the present entry's contents; empty at its end. Valid until the next call.
  absl::StatusOr<absl::string_view> Read();

  // After the last entry: shows ArchiveReaderOptions::on_bytes what follows the archive's end, as
  // tar's padding does. INVALID_ARGUMENT for more than 1 MiB.
  absl::Status ReadToFileEnd();

 private:
  struct Free {
    void operator()(archive* reader) const;
  };
  struct Source;
  explicit ArchiveReader(std::unique_ptr<Source> source);
  absl::Status OpenFilter();
  absl::Status OpenFormat();
  // What `result` of a call with `reader` means.
  absl::Status StatusOf(int result, archive* reader) const;
  absl::Status CheckEnd();

  // The callbacks' state: outlives the reader.
  const std::unique_ptr<Source> source_;
  std::unique_ptr<archive, Free> reader_;
  ArchiveEntry entry_;
  bool has_entry_ = false;
  // Of the present entry.
  int64_t read_bytes_ = 0;
  // Where the last entry ended, in the tar.
  int64_t end_offset_ = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_ARCHIVE_READER_H_
