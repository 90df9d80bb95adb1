#ifndef ASSAY_JUDGE_IMAGE_DIRECTORY_H_
#define ASSAY_JUDGE_IMAGE_DIRECTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::judge {

// The names in the directory `fd` (which may be an O_PATH one), sorted, without "." and "..".
absl::StatusOr<std::vector<std::string>> ListDirectory(int fd);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_IMAGE_DIRECTORY_H_
