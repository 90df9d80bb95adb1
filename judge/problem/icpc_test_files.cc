#include "judge/problem/icpc_test_files.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/test_name.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<TestFolder> ListTestFolder(
    const ProblemFolder& folder, const std::string& group, int depth,
    const std::function<bool(absl::string_view)>& is_passed_over) {
  const std::string relative = absl::StrCat("data/", group);
  if (depth > kMaxGroupDepth) {
    return ProblemFault(absl::StrCat(folder.PathOf(relative), " is nested too deeply"));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(relative));
  TestFolder result;
  for (const ProblemFolder::Entry& entry : entries) {
    if (is_passed_over(entry.name)) continue;
    if (!IsPlainText(entry.name)) {
      return ProblemFault(absl::StrCat("the name ", Quote(entry.name), " in ",
                                       folder.PathOf(relative),
                                       " must be UTF-8 without control or invisible characters"));
    }
    if (entry.kind == ProblemFolder::Entry::Kind::kFolder) {
      ASSAY_RETURN_IF_ERROR(CheckSubfolderName(folder.PathOf(relative), entry.name, {".ans"}));
      result.items.push_back({.name = entry.name});
    } else {
      result.other_files.push_back(entry.name);
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<TestPair> pairs,
                         PairTestFiles(folder.PathOf(relative), result.other_files, {".ans"}));
  std::vector<std::string> used;
  for (const TestPair& pair : pairs) {
    result.items.push_back({.name = pair.name, .input = pair.input, .answer = pair.answer});
    used.push_back(pair.input);
    used.push_back(pair.answer);
  }
  std::sort(used.begin(), used.end());
  result.other_files.erase(std::remove_if(result.other_files.begin(), result.other_files.end(),
                                          [&](const std::string& name) {
                                            return std::binary_search(used.begin(), used.end(),
                                                                      name);
                                          }),
                           result.other_files.end());
  // A test before the folder of its name.
  std::stable_sort(result.items.begin(), result.items.end(),
                   [](const TestFolder::Item& a, const TestFolder::Item& b) {
                     if (a.name != b.name) return a.name < b.name;
                     return !a.is_folder() && b.is_folder();
                   });
  return result;
}

absl::StatusOr<TestCase> MakeTest(const ProblemFolder& folder, const std::string& group,
                                  const TestFolder::Item& item, const Problem& problem) {
  if (problem.tests.size() == kMaxTests) {
    return ProblemFault(absl::StrCat(folder.path(), " has more than ", kMaxTests, " tests"));
  }
  const std::string input = absl::StrCat("data/", group, "/", item.input);
  const std::string answer = absl::StrCat("data/", group, "/", item.answer);
  ASSAY_RETURN_IF_ERROR(folder.CheckFile(input));
  ASSAY_RETURN_IF_ERROR(folder.CheckFile(answer));
  return TestCase{.name = absl::StrCat(group, "/", item.name),
                  .input_path = folder.PathOf(input),
                  .answer_path = folder.PathOf(answer)};
}

absl::Status FinishTests(const ProblemFolder& folder, Problem& problem) {
  if (problem.tests.empty()) {
    return ProblemFault(absl::StrCat(
        folder.PathOf("data"),
        " has no tests; add files NAME.in with NAME.ans in data/sample or data/secret"));
  }
  if (!problem.output_validator.is_default()) return absl::OkStatus();
  const std::vector<std::string>* last = nullptr;
  bool all_equal = true;
  ValidatorFlags flags;
  for (const TestCase& test : problem.tests) {
    if (last != nullptr && *last == test.validator_args) continue;
    all_equal = last == nullptr;
    last = &test.validator_args;
    ASSAY_ASSIGN_OR_RETURN(flags, ParseValidatorFlags(test.validator_args));
  }
  if (all_equal) problem.validator_flags = flags;
  return absl::OkStatus();
}

}  // namespace assay::judge
