#include "judge/cli/jail_flags.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

absl::Status Refuse(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("\"", MakePrintableLine(text), "\" ", what));
}

}  // namespace

absl::StatusOr<sandbox::BindMount> ParseBind(absl::string_view text) {
  constexpr char kForm[] = "is not HOST:JAIL or HOST:JAIL:rw with an absolute path JAIL";
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() ||
      !absl::StartsWith(parts[1], "/") || (parts.size() == 3 && parts[2] != "rw")) {
    return Refuse(text, kForm);
  }
  std::error_code error;
  // The real path: what is bound is settled here and not in a jail.
  const fs::path host = fs::canonical(parts[0], error);
  if (error) {
    return absl::NotFoundError(absl::StrCat(
        "\"", MakePrintableLine(text), "\": ", MakePrintableLine(parts[0]), ": ", error.message()));
  }
  return sandbox::BindMount{
      .host_path = host, .jail_path = parts[1], .writable = parts.size() == 3};
}

}  // namespace assay::judge
