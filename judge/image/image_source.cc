#include "judge/image/image_source.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/base/sha256.h"
#include "judge/image/archive_source.h"
#include "judge/image/folder_source.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<ImageSource>> ImageSource::Open(const ImageReference& reference,
                                                               const std::string& scratch_folder,
                                                               int64_t spool_bytes) {
  absl::StatusOr<std::unique_ptr<ImageSource>> source = [&] {
    switch (reference.kind) {
      case ImageReference::Kind::kOciLayout:
        return OpenOciLayout(reference);
      case ImageReference::Kind::kDockerArchive:
        return OpenDockerArchive(reference, scratch_folder, spool_bytes);
      case ImageReference::Kind::kFolder:
        return OpenImageFolder(reference);
      case ImageReference::Kind::kStored:
        break;
    }
    return absl::StatusOr<std::unique_ptr<ImageSource>>(
        absl::InternalError("a stored image has no source"));
  }();
  if (source.ok()) return source;
  return Annotate(source.status(), absl::StrCat("image ", MakePrintableLine(reference.path)));
}

absl::Status ImageSource::SetConfig(std::string text, size_t layer_count) {
  absl::StatusOr<ImageConfig> config = ParseConfig(text);
  if (!config.ok()) return Annotate(config.status(), "the image's configuration");
  if (config->platform != kPlatform) {
    return absl::FailedPreconditionError(
        absl::StrCat("the image is for ", MakePrintableLine(Truncate(config->platform, 100)),
                     " and this host for ", kPlatform));
  }
  if (config->layer_digests.size() != layer_count) {
    return absl::InvalidArgumentError(
        absl::StrCat("the image's configuration has ", config->layer_digests.size(),
                     " layers (rootfs.diff_ids), and its manifest ", layer_count));
  }
  image_.id = absl::BytesToHexString(Sha256Of(text));
  image_.config = *std::move(config);
  image_.config_text = std::move(text);
  return absl::OkStatus();
}

}  // namespace assay::judge
