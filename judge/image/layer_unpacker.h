#ifndef ASSAY_JUDGE_IMAGE_LAYER_UNPACKER_H_
#define ASSAY_JUDGE_IMAGE_LAYER_UNPACKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/image/tree_builder.h"

namespace assay::judge {

// Bounds of one image.
struct ImageLimits {
  // Of the contents of all files of all layers, those included that a later layer removes.
  int64_t total_bytes = int64_t{16} << 30;
  // Files, folders and links, likewise.
  int64_t entries = 1'000'000;
  // Of the store's file system. With less left, unpacking stops with RESOURCE_EXHAUSTED.
  int64_t min_free_bytes = int64_t{256} << 20;
};

struct LayerOptions {
  ImageLimits limits = {};
  // Leaves out device nodes, set-user-id and set-group-id bits and file capabilities, which are
  // errors otherwise.
  bool strip_privileges = false;
};

// What all layers of an image have taken so far.
struct UnpackCounts {
  int64_t bytes = 0;
  int64_t entries = 0;
  // By strip_privileges.
  int64_t stripped_count = 0;
};

// Unpacks a layer (OCI image specification, layer.md: a tar, plain or compressed by gzip or zstd,
// with whiteouts) from the file `layer_fd` into `tree`, whose root is `root_fd`. Returns the
// SHA-256, in hexadecimal, of the unpacked tar, all of which was read. INVALID_ARGUMENT names the
// entry and what is wrong with it.
absl::StatusOr<std::string> UnpackLayer(int layer_fd, int root_fd, const LayerOptions& options,
                                        TreeBuilder* tree, UnpackCounts* counts);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_LAYER_UNPACKER_H_
