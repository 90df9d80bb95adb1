#include "judge/store/problem_id.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxIdBytes = 128;

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && id.front() != '.' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

absl::Status CheckProblemId(absl::string_view id) {
  if (IsId(id)) return absl::OkStatus();
  return FieldError("header.id",
                    absl::StrCat("problem id ", ShownId(id), " must be 1 to ", kMaxIdBytes,
                                 " of the characters a-z A-Z 0-9 . _ - and not begin with a dot"));
}

std::string ShownId(absl::string_view id) {
  return absl::StrCat("\"", MakePrintableLine(Truncate(id, kMaxIdBytes)), "\"");
}

absl::Status NoProblem(absl::string_view id) {
  return absl::NotFoundError(absl::StrCat("no problem ", ShownId(id), " is stored"));
}

absl::Status NoPackage(absl::string_view id, absl::string_view digest) {
  return absl::NotFoundError(absl::StrCat("problem ", ShownId(id), " has no stored package ",
                                          ShownId(digest), "; it may have been replaced since"));
}

}  // namespace assay::judge
