#include "judge/store/upload_spool.h"

#include <sys/statvfs.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// Each takes a connection's buffers and a place on disk; the packages are unpacked one by one
// anyway.
constexpr int kMostUploads = 8;
constexpr absl::Duration kUploadDelay = absl::Seconds(5);
// Until somebody has made room.
constexpr absl::Duration kDiskDelay = absl::Seconds(30);

absl::Status Refusal(absl::string_view text, absl::string_view reason, absl::Duration delay) {
  return WithRetry(WithReason(absl::ResourceExhaustedError(text), reason), delay);
}

}  // namespace

absl::Status UploadSpool::CheckRoom(int64_t bytes) const {
  struct statvfs disk = {};
  if (statvfs(folder_.c_str(), &disk) != 0) {
    return ErrnoStatus(errno, "statvfs of the problem store");
  }
  const int64_t free_bytes =
      static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
  if (free_bytes - pending_bytes_ - bytes >= min_free_bytes_) return absl::OkStatus();
  return Refusal(absl::StrCat("the problem store's file system has less than ",
                              min_free_bytes_ >> 20, " MiB free; make room on it"),
                 "DISK_FULL", kDiskDelay);
}

absl::Status UploadSpool::CheckFreeSpace() const {
  const absl::MutexLock lock(&mutex_);
  return CheckRoom(0);
}

absl::Status UploadSpool::Begin() {
  const absl::MutexLock lock(&mutex_);
  if (upload_count_ >= kMostUploads) {
    return Refusal(absl::StrCat("there are ", upload_count_, " uploads, as many as may be at once"),
                   "TOO_MANY_UPLOADS", kUploadDelay);
  }
  ASSAY_RETURN_IF_ERROR(CheckRoom(0));
  ++upload_count_;
  return absl::OkStatus();
}

void UploadSpool::End(int64_t bytes) {
  const absl::MutexLock lock(&mutex_);
  --upload_count_;
  reserved_bytes_ -= bytes;
}

absl::Status UploadSpool::Reserve(int64_t bytes) {
  const absl::MutexLock lock(&mutex_);
  if (reserved_bytes_ + bytes > max_bytes_) {
    return Refusal(absl::StrCat("the uploads that are coming in may have ", max_bytes_, " bytes"),
                   "TOO_MANY_UPLOADS", kUploadDelay);
  }
  ASSAY_RETURN_IF_ERROR(CheckRoom(bytes));
  reserved_bytes_ += bytes;
  pending_bytes_ += bytes;
  return absl::OkStatus();
}

void UploadSpool::Written(int64_t bytes) {
  const absl::MutexLock lock(&mutex_);
  pending_bytes_ -= bytes;
}

}  // namespace assay::judge
