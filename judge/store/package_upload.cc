#include "judge/store/package_upload.h"

#include <fcntl.h>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<PackageUpload>> PackageUpload::Begin(const std::string& id,
                                                                    const ArchiveLimits& limits,
                                                                    const PackageFolders& folders,
                                                                    UploadSpool* spool, Put put) {
  ASSAY_RETURN_IF_ERROR(spool->Begin());
  std::unique_ptr<PackageUpload> upload(new PackageUpload(id, limits, spool, std::move(put)));
  ASSAY_ASSIGN_OR_RETURN(upload->folder_, folders.MakeUploadFolder());
  ASSAY_ASSIGN_OR_RETURN(upload->archive_, OpenFile(absl::StrCat(upload->folder_, "/spool"),
                                                    O_RDWR | O_CREAT | O_EXCL, 0600));
  return upload;
}

PackageUpload::~PackageUpload() {
  if (!folder_.empty()) RemoveTree(folder_);
  spool_->End(reserved_bytes_);
}

absl::Status PackageUpload::Append(absl::string_view piece) {
  if (!status_.ok()) return status_;
  const auto piece_bytes = static_cast<int64_t>(piece.size());
  if (reserved_bytes_ + piece_bytes > limits_.total_bytes + kArchiveOverheadBytes) {
    status_ = absl::InvalidArgumentError(absl::StrCat(
        "the package is too large: its files may have ", limits_.total_bytes, " bytes"));
    return status_;
  }
  status_ = spool_->Reserve(piece_bytes);
  if (!status_.ok()) return status_;
  reserved_bytes_ += piece_bytes;
  status_ = WriteDescriptor(archive_.get(), piece, "the upload");
  spool_->Written(piece_bytes);
  return status_;
}

absl::StatusOr<::judge::v1::PutProblemResponse> PackageUpload::Finish() {
  ASSAY_RETURN_IF_ERROR(status_);
  status_ = absl::FailedPreconditionError("the upload has been finished");
  ASSAY_RETURN_IF_ERROR(spool_->CheckFreeSpace());
  const std::string folder = absl::StrCat(folder_, "/unpacked");
  ASSAY_RETURN_IF_ERROR(MakeFolder(folder));
  ASSAY_ASSIGN_OR_RETURN(const UnpackedPackage package,
                         UnpackPackage(archive_.get(), folder, limits_));
  ::judge::v1::PutProblemResponse response;
  response.set_id(id_);
  response.set_digest(package.digest);
  response.mutable_warnings()->Add(package.warnings.begin(), package.warnings.end());
  ASSAY_ASSIGN_OR_RETURN(const bool was_stored, put_(id_, package));
  response.set_already_stored(was_stored);
  return response;
}

}  // namespace assay::judge
