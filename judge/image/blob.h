#ifndef ASSAY_JUDGE_IMAGE_BLOB_H_
#define ASSAY_JUDGE_IMAGE_BLOB_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "judge/image/image_documents.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// A regular file beneath `folder_fd`, reached through no symbolic link. Errors name `path`.
absl::StatusOr<UniqueFd> OpenRegular(int folder_fd, const std::string& path);

// The file of a blob, after all of it was read: DATA_LOSS when size or digest differ. Its position
// is its beginning.
absl::StatusOr<UniqueFd> OpenBlob(int folder_fd, const std::string& path,
                                  const BlobReference& blob);

// The contents of a document of at most kMostDocumentBytes, checked likewise.
absl::StatusOr<std::string> ReadBlob(int folder_fd, const std::string& path,
                                     const BlobReference& blob);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_BLOB_H_
