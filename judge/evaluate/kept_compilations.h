#ifndef ASSAY_JUDGE_EVALUATE_KEPT_COMPILATIONS_H_
#define ASSAY_JUDGE_EVALUATE_KEPT_COMPILATIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "judge/store/blob_cache.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"
#include "sandbox/limits.h"
#include "sandbox/seccomp/filter.h"

namespace assay::judge {

// A source file as far as a compilation depends on it.
struct KeyedFile {
  absl::string_view name;
  // In messages.
  absl::string_view display_name;
  absl::string_view contents;
  bool compiled = true;
  bool executable = false;
};

// What names a compilation in the cache: a digest (32 bytes) of all that its result depends on.
// `scope` keeps those apart who are not to learn of each other. Absent for sources whose result
// depends on the time: those that mention __DATE__, __TIME__ or __TIMESTAMP__.
std::optional<std::string> CompilationKey(absl::string_view scope,
                                          const ::judge::v1::Language& language,
                                          const sandbox::SeccompFilter& filter,
                                          const sandbox::Limits& limits,
                                          const std::vector<KeyedFile>& files);

// Keeps a compilation that succeeded, with the regular files below `artefacts`, a folder that
// nobody writes to any more. Does nothing where there are more than 64 MiB of them.
void KeepCompilation(BlobCache& cache, absl::string_view key,
                     const ::judge::v1::CompileResult& result, const std::string& artefacts);

// The result of a kept compilation, with from_cache, and its files below the empty folder
// `artefacts`. Absent for none. A status is the host's fault: files could not be written.
absl::StatusOr<std::optional<::judge::v1::CompileResult>> FindCompilation(
    BlobCache& cache, absl::string_view key, const std::string& artefacts);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_KEPT_COMPILATIONS_H_
