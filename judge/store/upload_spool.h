#ifndef ASSAY_JUDGE_STORE_UPLOAD_SPOOL_H_
#define ASSAY_JUDGE_STORE_UPLOAD_SPOOL_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace assay::judge {

// The room on disk that all uploads take together while they come in. Thread-safe.
class UploadSpool {
 public:
  // Uploads are on the file system of `folder`, of which `min_free_bytes` stay free, and have at
  // most `max_bytes`.
  UploadSpool(std::string folder, int64_t max_bytes, int64_t min_free_bytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes), min_free_bytes_(min_free_bytes) {}
  UploadSpool(const UploadSpool&) = delete;
  UploadSpool& operator=(const UploadSpool&) = delete;

  // One more upload. RESOURCE_EXHAUSTED with a RetryInfo: there are as many as may be (reason
  // TOO_MANY_UPLOADS), or the disk has no room (DISK_FULL).
  absl::Status Begin();
  // The upload is gone, with the `bytes` that it had reserved.
  void End(int64_t bytes);

  // Room for `bytes` that are about to be written. RESOURCE_EXHAUSTED with a RetryInfo, and nothing
  // is reserved.
  absl::Status Reserve(int64_t bytes);
  // They are written: statvfs(2) counts them.
  void Written(int64_t bytes);

  // Whether the reserve of the file system is free. RESOURCE_EXHAUSTED as above.
  absl::Status CheckFreeSpace() const;

 private:
  // Whether `bytes` more leave the reserve free.
  absl::Status CheckRoom(int64_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string folder_;
  const int64_t max_bytes_;
  const int64_t min_free_bytes_;
  mutable absl::Mutex mutex_;
  int upload_count_ ABSL_GUARDED_BY(mutex_) = 0;
  // By all uploads that there are.
  int64_t reserved_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Of them, those that are not written yet.
  int64_t pending_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_UPLOAD_SPOOL_H_
