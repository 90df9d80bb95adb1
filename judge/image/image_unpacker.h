#ifndef ASSAY_JUDGE_IMAGE_IMAGE_UNPACKER_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_UNPACKER_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/image/image_record.h"
#include "judge/image/image_source.h"
#include "judge/image/layer_unpacker.h"

namespace assay::judge {

// The most files and folders in an image's root folder: each is a mount of every jail.
inline constexpr size_t kMostTopEntries = 64;

// Unpacks all layers to FOLDER/root, which is made, and checks their digests. The record lacks its
// time. Nothing is synced. INVALID_ARGUMENT or DATA_LOSS names the layer.
absl::StatusOr<ImageRecord> UnpackImage(ImageSource& source, const std::string& folder,
                                        const LayerOptions& options);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_UNPACKER_H_
