#include "judge/problem/inline_problem.h"

#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/problem/test_group.h"

namespace assay::judge {
namespace {

absl::Status Unsaid(absl::string_view what) {
  return absl::UnimplementedError(absl::StrCat(
      what, " cannot be sent with a submission; store the problem and name it: --problem-id"));
}

absl::Status CheckKind(const ProblemKind& kind) {
  if (kind.scoring) return Unsaid("the type \"scoring\"");
  if (kind.interactive) return Unsaid("an interactive problem");
  if (kind.multi_pass) return Unsaid("the type \"multi-pass\"");
  if (kind.submit_answer) return Unsaid("the type \"submit-answer\"");
  return absl::OkStatus();
}

absl::Status CheckPrograms(const Problem& problem) {
  if (!problem.output_validator.is_default()) {
    return Unsaid(
        absl::StrCat("the output validator ", problem.output_validator.programs.front().path));
  }
  if (problem.interactor) {
    return Unsaid(absl::StrCat("the interactor ", problem.interactor->path));
  }
  if (problem.static_validator) {
    return Unsaid(absl::StrCat("the static validator ", problem.static_validator->path));
  }
  return absl::OkStatus();
}

absl::Status CheckSources(const Problem& problem) {
  if (!problem.include_folders.empty()) {
    return Unsaid(absl::StrCat("to include ", problem.include_folders.begin()->second));
  }
  if (!problem.languages.empty()) return Unsaid("a choice of languages");
  if (!problem.constants.empty()) {
    return Unsaid(absl::StrCat("the constant ", problem.constants.begin()->first));
  }
  if (!problem.input_file_name.empty()) {
    return Unsaid(absl::StrCat("the input file ", problem.input_file_name));
  }
  if (!problem.output_file_name.empty()) {
    return Unsaid(absl::StrCat("the output file ", problem.output_file_name));
  }
  return absl::OkStatus();
}

absl::Status CheckTest(const TestCase& test, const TestCase& first) {
  if (!test.args.empty()) return Unsaid(absl::StrCat("args of the test ", test.name));
  if (test.files_path) return Unsaid(*test.files_path);
  if (test.validator_args != first.validator_args) {
    return Unsaid(absl::StrCat("validator flags of the test ", test.name, " alone"));
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
    return Unsaid(absl::StrCat("the grading of the group \"", group.name, "\""));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckInline(const Problem& problem) {
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
