#ifndef ASSAY_JUDGE_IMAGE_IMAGE_DOCUMENTS_H_
#define ASSAY_JUDGE_IMAGE_IMAGE_DOCUMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// The JSON documents of an image, read into what is used of them (OCI image specification 1.0:
// image-layout.md, image-index.md, manifest.md, config.md; and `docker save`'s manifest.json). All
// of them are hostile. Errors are INVALID_ARGUMENT and name the field.

// The most that such a document may have.
inline constexpr int64_t kMostDocumentBytes = int64_t{4} << 20;
inline constexpr size_t kMostLayers = 256;

// What a document says of another file.
struct BlobReference {
  // SHA-256, 64 lower-case hexadecimal digits.
  std::string digest;
  int64_t size_bytes = 0;
  std::string media_type;
};

// An image in an index, or an index in it.
struct IndexEntry {
  BlobReference blob;
  // org.opencontainers.image.ref.name; empty without.
  std::string tag;
  // "linux/amd64"; empty when it does not say.
  std::string platform;
};

absl::StatusOr<std::vector<IndexEntry>> ParseIndex(absl::string_view text);

// Whether the text is an index, and not a manifest, whatever it is said to be.
bool LooksLikeIndex(absl::string_view text);

struct ImageManifest {
  BlobReference config;
  // Lowest first.
  std::vector<BlobReference> layers;
};

absl::StatusOr<ImageManifest> ParseManifest(absl::string_view text);

struct ImageConfig {
  // "linux/amd64".
  std::string platform;
  // "NAME=value".
  std::vector<std::string> environment;
  // Absolute; empty when there is none.
  std::string working_directory;
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::string user;
  // Of each layer, unpacked: SHA-256 in hexadecimal.
  std::vector<std::string> layer_digests;
};

absl::StatusOr<ImageConfig> ParseConfig(absl::string_view text);

// One image of manifest.json in what `docker save` writes: names of entries of the archive.
struct ArchivedImage {
  std::string config;
  std::vector<std::string> tags;
  std::vector<std::string> layers;
};

absl::StatusOr<std::vector<ArchivedImage>> ParseArchiveManifest(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_IMAGE_DOCUMENTS_H_
