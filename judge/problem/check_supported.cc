#include "judge/problem/check_supported.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/problem/test_group.h"

namespace assay::judge {
namespace {

absl::Status Unsupported(absl::string_view what) {
  return absl::UnimplementedError(absl::StrCat(what, " is not supported yet"));
}

absl::Status CheckKind(const ProblemKind& kind) {
  if (kind.scoring) return Unsupported("the type \"scoring\"");
  if (kind.interactive) return Unsupported("an interactive problem");
  if (kind.multi_pass) return Unsupported("the type \"multi-pass\"");
  if (kind.submit_answer) return Unsupported("the type \"submit-answer\"");
  return absl::OkStatus();
}

absl::Status CheckPrograms(const Problem& problem) {
  if (!problem.output_validator.is_default()) {
    return Unsupported(
        absl::StrCat("the output validator ", problem.output_validator.programs.front().path));
  }
  if (problem.interactor) {
    return Unsupported(absl::StrCat("the interactor ", problem.interactor->path));
  }
  if (problem.static_validator) {
    return Unsupported(absl::StrCat("the static validator ", problem.static_validator->path));
  }
  return absl::OkStatus();
}

absl::Status CheckSources(const Problem& problem) {
  if (!problem.include_folders.empty()) {
    return Unsupported(absl::StrCat("to include ", problem.include_folders.begin()->second));
  }
  if (!problem.languages.empty()) return Unsupported("a choice of languages");
  if (!problem.constants.empty()) {
    return Unsupported(absl::StrCat("the constant ", problem.constants.begin()->first));
  }
  if (!problem.input_file_name.empty()) {
    return Unsupported(absl::StrCat("the input file ", problem.input_file_name));
  }
  if (!problem.output_file_name.empty()) {
    return Unsupported(absl::StrCat("the output file ", problem.output_file_name));
  }
  return absl::OkStatus();
}

absl::Status CheckTest(const TestCase& test, const TestCase& first) {
  if (!test.args.empty()) return Unsupported(absl::StrCat("args of the test ", test.name));
  if (test.files_path) return Unsupported(*test.files_path);
  if (test.validator_args != first.validator_args) {
    return Unsupported(absl::StrCat("validator flags of the test ", test.name, " alone"));
  }
  return absl::OkStatus();
}

// Groups count for nothing in a problem without scores, but for what changes a verdict.
absl::Status CheckGroup(const TestGroup& group) {
  const auto* grading = std::get_if<LegacyGrading>(&group.grading);
  if (grading == nullptr) return absl::OkStatus();
  if (grading->custom || grading->accept_if_any_accepted || grading->ignore_sample ||
      grading->verdict_mode == LegacyGrading::VerdictMode::kAlwaysAccept ||
      !grading->break_on_reject) {
    return Unsupported(absl::StrCat("the grading of the group \"", group.name, "\""));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSupported(const Problem& problem) {
  if (!problem.beyond.empty()) return Unsupported(problem.beyond.front());
  absl::Status status = CheckKind(problem.kind);
  status.Update(CheckPrograms(problem));
  status.Update(CheckSources(problem));
  for (const TestGroup& group : problem.groups) status.Update(CheckGroup(group));
  for (const TestCase& test : problem.tests) {
    status.Update(CheckTest(test, problem.tests.front()));
  }
  return status;
}

}  // namespace assay::judge
