#ifndef ASSAY_JUDGE_EVALUATE_COMPILE_AIDS_H_
#define ASSAY_JUDGE_EVALUATE_COMPILE_AIDS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "judge/evaluate/preparations.h"
#include "judge/store/blob_cache.h"

namespace assay::judge {

// What makes compiling fast and is kept on disk, in the state root that all processes share:
// ROOT/cache/compile and ROOT/cache/prepared. Removing these folders is always safe.
struct CompileAids {
  // Sizes on disk; 0: not used.
  struct Options {
    int64_t max_cache_bytes = int64_t{1} << 30;
    int64_t max_prepared_bytes = int64_t{3} << 30;
  };

  static absl::StatusOr<CompileAids> Open(const std::string& state_root, const Options& options);

  // Null when not used.
  std::unique_ptr<BlobCache> cache = nullptr;
  std::unique_ptr<Preparations> preparations = nullptr;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_COMPILE_AIDS_H_
