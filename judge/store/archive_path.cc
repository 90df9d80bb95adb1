#include "judge/store/archive_path.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxNameBytes = 255;
constexpr size_t kMaxPathBytes = 1000;
constexpr size_t kShownBytes = 200;

}  // namespace

absl::StatusOr<std::string> CleanEntryPath(absl::string_view path, int max_depth) {
  if (path.empty()) return absl::InvalidArgumentError("has no name");
  if (path.front() == '/') {
    return absl::InvalidArgumentError("has an absolute path; make the archive of relative ones");
  }
  if (path.size() > kMaxPathBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("has a path of more than ", kMaxPathBytes, " bytes"));
  }
  if (!IsPlainText(path)) {
    return absl::InvalidArgumentError(
        "has a path that is not UTF-8 without control and invisible characters");
  }
  std::vector<absl::string_view> names;
  for (const absl::string_view name : absl::StrSplit(path, '/')) {
    if (name.empty() || name == ".") continue;
    if (name == "..") return absl::InvalidArgumentError("has \"..\" in its path");
    if (name.size() > kMaxNameBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("has a name of more than ", kMaxNameBytes, " bytes"));
    }
    names.push_back(name);
  }
  if (names.size() > static_cast<size_t>(max_depth)) {
    return absl::InvalidArgumentError(absl::StrCat("is nested more than ", max_depth, " deep"));
  }
  return absl::StrJoin(names, "/");
}

bool IsMacMetadata(absl::string_view path) {
  if (path == "__MACOSX" || absl::StartsWith(path, "__MACOSX/")) return true;
  const size_t slash = path.rfind('/');
  const absl::string_view name = slash == absl::string_view::npos ? path : path.substr(slash + 1);
  return name == ".DS_Store" || absl::StartsWith(name, "._");
}

std::string DescribeEntry(absl::string_view path) {
  return absl::StrCat("archive entry \"", MakePrintableLine(Truncate(path, kShownBytes)),
                      path.size() > kShownBytes ? "...\"" : "\"");
}

}  // namespace assay::judge
