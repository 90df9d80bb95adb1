#ifndef ASSAY_JUDGE_BATCH_DISTINCT_FILES_H_
#define ASSAY_JUDGE_BATCH_DISTINCT_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace assay::judge {

// A file that a command line names, and by what: "--output".
struct NamedPath {
  std::string flag;
  std::string path;
};

// INVALID_ARGUMENT, naming both, when one of `written` is, or would be, the same regular file as
// another or as one of `read`, however the paths are spelled: writing would destroy what is there.
// Empty paths are none.
absl::Status CheckDistinct(const std::vector<NamedPath>& read,
                           const std::vector<NamedPath>& written);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_DISTINCT_FILES_H_
