#include "judge/problem/check_supported.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace assay::judge {
namespace {

absl::Status Unsupported(absl::string_view what) {
  return absl::UnimplementedError(absl::StrCat(what, " is not supported yet"));
}

}  // namespace

absl::Status CheckSupported(const Problem& problem) {
  if (!problem.beyond.empty()) return Unsupported(problem.beyond.front());
  if (problem.kind.interactive && !problem.interactor.has_value() &&
      problem.output_validator.programs.size() != 1) {
    return Unsupported("an interactive problem without exactly one interactor");
  }
  if (problem.kind.multi_pass && problem.output_validator.is_default()) {
    return Unsupported("the type \"multi-pass\" without an output validator");
  }
  return absl::OkStatus();
}

}  // namespace assay::judge
