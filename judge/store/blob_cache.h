#ifndef ASSAY_JUDGE_STORE_BLOB_CACHE_H_
#define ASSAY_JUDGE_STORE_BLOB_CACHE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Values that can be made again, on disk, by the digest of what they are made of:
//
//   FOLDER/HEX       mode 0600: a SHA-256 over key and value, then the value
//   FOLDER/tmp-XXXXXX  being written
//
// A value is written beside its place and then renamed, so that any number of threads and processes
// may share a folder and die at any moment. What doesn't fit its checksum, say after a power loss,
// is removed and was never there. Everything is best effort: a disk that is full or fails is a
// cache that has nothing. The folder is for this user alone (0700) and in no jail. Thread-safe.
class BlobCache {
 public:
  struct Options {
    // Of all files on disk. The least recently used go; each process looks when it has added a
    // sixteenth of it. A value of more than a quarter of it isn't kept.
    int64_t max_bytes = int64_t{1} << 30;
  };

  // Makes `folder` where it is missing, and those above it. Errors name the path.
  static absl::StatusOr<std::unique_ptr<BlobCache>> Open(const std::string& folder,
                                                         const Options& options);
  BlobCache(const BlobCache&) = delete;
  BlobCache& operator=(const BlobCache&) = delete;

  // `key` is a digest of 32 bytes.
  std::optional<std::string> Get(absl::string_view key);
  void Put(absl::string_view key, absl::string_view value);

  const Options& options() const { return options_; }

 private:
  BlobCache(std::string folder, const Options& options, UniqueFd directory);
  std::string PathOf(absl::string_view key) const;
  // Makes room, unless another process does it at this moment.
  void Evict();

  const std::string folder_;
  const Options options_;
  const UniqueFd directory_;
  absl::Mutex mutex_;
  // Since the last Evict(), by this process.
  int64_t added_bytes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_BLOB_CACHE_H_
