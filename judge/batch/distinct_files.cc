#include "judge/batch/distinct_files.h"

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

bool AreOne(const fs::path& a, const fs::path& b) {
  std::error_code error;
  // Also by hard links.
  if (fs::exists(a, error) && fs::exists(b, error)) {
    return fs::equivalent(a, b, error) && fs::is_regular_file(a, error);
  }
  const fs::path whole_a = fs::weakly_canonical(fs::absolute(a, error), error);
  const fs::path whole_b = fs::weakly_canonical(fs::absolute(b, error), error);
  return whole_a == whole_b;
}

}  // namespace

absl::Status CheckDistinct(const std::vector<NamedPath>& read,
                           const std::vector<NamedPath>& written) {
  std::vector<NamedPath> known = read;
  for (const NamedPath& file : written) {
    if (file.path.empty()) continue;
    for (const NamedPath& other : known) {
      if (other.path.empty() || !AreOne(file.path, other.path)) continue;
      return absl::InvalidArgumentError(absl::StrCat(file.flag, " names the file of ", other.flag,
                                                     ", ", MakePrintableLine(file.path),
                                                     "; name another"));
    }
    known.push_back(file);
  }
  return absl::OkStatus();
}

}  // namespace assay::judge
