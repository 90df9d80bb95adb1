#ifndef ASSAY_JUDGE_STORE_PACKAGE_UPLOAD_H_
#define ASSAY_JUDGE_STORE_PACKAGE_UPLOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/store/archive.h"
#include "judge/store/package_folders.h"
#include "judge/store/package_unpacker.h"
#include "judge/store/upload_spool.h"
#include "proto/judge/v1/judge_service.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// A tar has more bytes than its files: a header for each, and padding.
inline constexpr int64_t kArchiveOverheadBytes = int64_t{256} << 20;

// A package on its way into a problem store, spooled to disk, which is gone with it unless Finish()
// stores it. For one thread at a time.
class PackageUpload {
 public:
  // Stores what was unpacked, and lets the id name it; whether it had been stored before.
  using Put = std::function<absl::StatusOr<bool>(const std::string& id, const UnpackedPackage&)>;

  // `folders` and `spool` outlive the upload. RESOURCE_EXHAUSTED with a RetryInfo: no room, or too
  // many uploads (upload_spool.h).
  static absl::StatusOr<std::unique_ptr<PackageUpload>> Begin(const std::string& id,
                                                              const ArchiveLimits& limits,
                                                              const PackageFolders& folders,
                                                              UploadSpool* spool, Put put);
  ~PackageUpload();
  PackageUpload(const PackageUpload&) = delete;
  PackageUpload& operator=(const PackageUpload&) = delete;

  // The next bytes of the archive. INVALID_ARGUMENT: it is too large. RESOURCE_EXHAUSTED with a
  // RetryInfo: no room. After an error, each call gives that again.
  absl::Status Append(absl::string_view piece);

  // Unpacks, checks and stores the package, and lets the id name it. Call once. INVALID_ARGUMENT,
  // with a message of paths within the package: the archive is bad (UnpackArchive()), or the
  // package cannot be judged (ReadPackage()). RESOURCE_EXHAUSTED: no room.
  absl::StatusOr<::judge::v1::PutProblemResponse> Finish();

 private:
  PackageUpload(std::string id, const ArchiveLimits& limits, UploadSpool* spool, Put put)
      : id_(std::move(id)), limits_(limits), spool_(spool), put_(std::move(put)) {}

  const std::string id_;
  const ArchiveLimits limits_;
  // Which has begun an upload for this one.
  UploadSpool* const spool_;
  const Put put_;
  std::string folder_;
  UniqueFd archive_;
  // Of the spool: the archive's size.
  int64_t reserved_bytes_ = 0;
  absl::Status status_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_PACKAGE_UPLOAD_H_
