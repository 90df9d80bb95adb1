#include "judge/evaluate/submitted_answer.h"

#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

absl::string_view LastPart(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == absl::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

absl::string_view FindSubmittedAnswer(const Source& submission, const TestCase& test) {
  for (const char* ending : {".ans", ".out"}) {
    const std::string name = absl::StrCat(LastPart(test.name), ending);
    if (LastPart(submission.display_name) == name) return submission.contents;
    for (const CompanionFile& file : submission.companions) {
      if (file.name == name) return file.contents;
    }
  }
  return "";
}

}  // namespace assay::judge
