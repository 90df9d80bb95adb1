#ifndef ASSAY_JUDGE_IMAGE_FOLDER_SOURCE_H_
#define ASSAY_JUDGE_IMAGE_FOLDER_SOURCE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "judge/image/image_source.h"

namespace assay::judge {

// An OCI image layout, or what skopeo's "dir:" makes: a folder with the image's blobs as files.
// See ImageSource::Open().
absl::StatusOr<std::unique_ptr<ImageSource>> OpenOciLayout(const ImageReference& reference);
absl::StatusOr<std::unique_ptr<ImageSource>> OpenImageFolder(const ImageReference& reference);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_FOLDER_SOURCE_H_
