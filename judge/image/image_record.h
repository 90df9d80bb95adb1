#ifndef ASSAY_JUDGE_IMAGE_IMAGE_RECORD_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_RECORD_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assay::judge {

// What the store keeps of an image beside its files: image.json.
struct ImageRecord {
  // SHA-256 of the configuration, in hexadecimal.
  std::string id;
  std::string config_text;
  // DigestTree() of the files.
  std::string tree_digest;
  int64_t size_bytes = 0;
  int64_t entry_count = 0;
  // What was left out by --strip-privileges.
  int64_t stripped_count = 0;
  absl::Time import_time;
};

std::string FormatImageRecord(const ImageRecord& record);
// DATA_LOSS when it is none, or its configuration is not of its id.
absl::StatusOr<ImageRecord> ParseImageRecord(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_RECORD_H_
