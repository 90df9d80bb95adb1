#ifndef ASSAY_JUDGE_IMAGE_IMAGE_SOURCE_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "judge/image/image_documents.h"
#include "judge/image/image_reference.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// What is known of an image before any layer is read.
struct SourceImage {
  // SHA-256 of the configuration, in hexadecimal, which has the digests of the unpacked layers: two
  // images of the same id have the same files.
  std::string id;
  std::string config_text;
  ImageConfig config;
  // NAME:TAG as the source calls it; empty when it doesn't, or as no name can be.
  std::string name;
};

// An image outside of the store. For one thread.
class ImageSource {
 public:
  // Finds the image that `reference` (not a stored one) names, checks the digests and sizes of its
  // documents, and that it is for this host. Files that are made meanwhile go to `scratch_folder`,
  // `spool_bytes` of them at most. INVALID_ARGUMENT, NOT_FOUND or FAILED_PRECONDITION says what is
  // wrong with the image.
  static absl::StatusOr<std::unique_ptr<ImageSource>> Open(const ImageReference& reference,
                                                           const std::string& scratch_folder,
                                                           int64_t spool_bytes);
  virtual ~ImageSource() = default;

  const SourceImage& image() const { return image_; }

  // The file of a layer of config.layer_digests, packed. DATA_LOSS when its digest or size is not
  // what the image says.
  virtual absl::StatusOr<UniqueFd> OpenLayer(size_t index) = 0;

 protected:
  // Takes the configuration and checks it.
  absl::Status SetConfig(std::string text, size_t layer_count);

  SourceImage image_;
};

// The platform of images that run here, such as "linux/amd64".
inline constexpr char kPlatform[] = "linux/amd64";

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_SOURCE_H_
