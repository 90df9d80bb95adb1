#ifndef ASSAY_JUDGE_IMAGE_TREE_DIGEST_H_
#define ASSAY_JUDGE_IMAGE_TREE_DIGEST_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay::judge {

struct TreeDigest {
  // SHA-256, in hexadecimal, over kinds, paths, modes, contents and links' targets.
  std::string digest;
  // Of the contents of all files, each counted once.
  int64_t size_bytes = 0;
  int64_t entry_count = 0;
};

// Reads all of the tree in the directory `root_fd`. Nothing is followed. DATA_LOSS names what no
// TreeBuilder makes.
absl::StatusOr<TreeDigest> DigestTree(int root_fd);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_TREE_DIGEST_H_
