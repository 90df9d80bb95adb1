#include "judge/evaluate/compile_aids.h"

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<CompileAids> CompileAids::Open(const std::string& state_root,
                                              const Options& options) {
  CompileAids aids;
  const std::string folder = absl::StrCat(state_root, "/cache/");
  if (options.max_cache_bytes > 0) {
    ASSAY_ASSIGN_OR_RETURN(aids.cache, BlobCache::Open(absl::StrCat(folder, "compile"),
                                                       {.max_bytes = options.max_cache_bytes}));
  }
  if (options.max_prepared_bytes > 0) {
    ASSAY_ASSIGN_OR_RETURN(aids.preparations,
                           Preparations::Open(absl::StrCat(folder, "prepared"),
                                              {.max_bytes = options.max_prepared_bytes}));
  }
  return aids;
}

}  // namespace assay::judge
