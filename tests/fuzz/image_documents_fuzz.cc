// The documents of a container image, as whoever made it wrote them: any is read as each kind.

#include <cstdint>
#include <cstdlib>

#include "absl/strings/string_view.h"
#include "judge/image/image_documents.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto entries = assay::judge::ParseIndex(text); entries.ok()) {
    for (const auto& entry : *entries) {
      if (entry.blob.digest.size() != 64 || entry.blob.size_bytes < 0) std::abort();
    }
  }
  if (const auto manifest = assay::judge::ParseManifest(text); manifest.ok()) {
    if (assay::judge::LooksLikeIndex(text)) std::abort();
    for (const auto& layer : manifest->layers) {
      // A name of a file: nothing of it leads elsewhere.
      if (layer.digest.find_first_not_of("0123456789abcdef") != std::string::npos) std::abort();
    }
  }
  if (const auto config = assay::judge::ParseConfig(text); config.ok()) {
    for (const auto& entry : config->environment) {
      if (entry.find('=') == std::string::npos || entry.find('\0') != std::string::npos) {
        std::abort();
      }
    }
  }
  if (const auto images = assay::judge::ParseArchiveManifest(text); images.ok()) {
    if (images->empty()) std::abort();
  }
  return 0;
}
