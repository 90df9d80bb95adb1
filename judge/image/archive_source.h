#ifndef ASSAY_JUDGE_IMAGE_ARCHIVE_SOURCE_H_
#define ASSAY_JUDGE_IMAGE_ARCHIVE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "judge/image/image_source.h"

namespace assay::judge {

// A file that `docker save` or skopeo's "docker-archive:" has written: a tar, possibly compressed,
// with manifest.json. See ImageSource::Open().
absl::StatusOr<std::unique_ptr<ImageSource>> OpenDockerArchive(const ImageReference& reference,
                                                               const std::string& scratch_folder,
                                                               int64_t spool_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_ARCHIVE_SOURCE_H_
