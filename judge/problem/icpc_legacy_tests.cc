#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/problem/group_yaml.h"
#include "judge/problem/icpc_test_files.h"
#include "judge/problem/icpc_tests.h"
#include "judge/problem/program_files.h"
#include "judge/problem/yaml.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

class LegacyTests {
 public:
  LegacyTests(const ProblemFolder& folder, const ProblemSettings& settings, Problem& problem)
      : folder_(folder), problem_settings_(settings), problem_(problem) {}

  absl::Status Read() {
    ASSAY_ASSIGN_OR_RETURN(const LegacyGroupSettings top, ReadSettings("data", {}));
    problem_.groups.push_back({.name = "", .items = {}, .grading = top.grading});
    for (const char* const name : {"sample", "secret"}) {
      if (!folder_.Has(absl::StrCat("data/", name))) continue;
      ASSAY_RETURN_IF_ERROR(ReadGroup(name, 0, top, 1));
    }
    return FinishTests(folder_, problem_);
  }

 private:
  // The settings of the folder `relative`, which are those above it where it has no own.
  absl::StatusOr<LegacyGroupSettings> ReadSettings(const std::string& relative,
                                                   const LegacyGroupSettings& above) {
    const std::string foreign = absl::StrCat(relative, "/test_group.yaml");
    if (folder_.Has(foreign)) {
      return ProblemFault(absl::StrCat(folder_.PathOf(foreign),
                                       " is of format version 2025-09, and problem.yaml is not"));
    }
    const std::string file = absl::StrCat(relative, "/testdata.yaml");
    if (!folder_.Has(file)) return above;
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder_, file, kMaxYamlBytes));
    ASSAY_ASSIGN_OR_RETURN(
        LegacyGroupSettings settings,
        ParseLegacyGroupYaml(text, folder_.PathOf(file), problem_.output_validator.is_default()));
    ASSAY_RETURN_IF_ERROR(CheckPrograms(settings, folder_.PathOf(file)));
    return settings;
  }

  absl::Status CheckPrograms(const LegacyGroupSettings& settings, absl::string_view file) {
    if (settings.grading.custom && !problem_.grader.has_value()) {
      return ProblemFault(absl::StrCat(file, ":1: grading is custom, and graders/ has no program"));
    }
    if (!settings.validator_name.empty()) {
      problem_.beyond.push_back(
          absl::StrCat(file, ":1: output_validator_flags with the name of a validator"));
    }
    return absl::OkStatus();
  }

  // Reads the folder data/NAME and those below it as a group of the group `parent`.
  absl::Status ReadGroup(const std::string& name, int parent, const LegacyGroupSettings& above,
                         int depth) {
    ASSAY_ASSIGN_OR_RETURN(const LegacyGroupSettings settings,
                           ReadSettings(absl::StrCat("data/", name), above));
    const int group = static_cast<int>(problem_.groups.size());
    problem_.groups.push_back({.name = name, .items = {}, .grading = settings.grading});
    problem_.groups[parent].items.push_back({.is_group = true, .index = group});
    ASSAY_ASSIGN_OR_RETURN(
        const TestFolder listed,
        ListTestFolder(folder_, name, depth, [](absl::string_view) { return false; }));
    NoteBeyond(name, listed);
    for (const TestFolder::Item& item : listed.items) {
      if (item.is_folder()) {
        if (absl::EndsWith(item.name, ".files")) continue;
        ASSAY_RETURN_IF_ERROR(
            ReadGroup(absl::StrCat(name, "/", item.name), group, settings, depth + 1));
        continue;
      }
      ASSAY_ASSIGN_OR_RETURN(TestCase test, MakeTest(folder_, name, item, problem_));
      test.validator_args = problem_settings_.validator_flags;
      test.validator_args.insert(test.validator_args.end(), settings.validator_args.begin(),
                                 settings.validator_args.end());
      test.input_validator_args = settings.input_validator_args;
      problem_.groups[group].items.push_back(
          {.is_group = false, .index = static_cast<int>(problem_.tests.size())});
      problem_.tests.push_back(std::move(test));
    }
    return absl::OkStatus();
  }

  // What changes how a test is judged, in tools that know more than the specification.
  void NoteBeyond(const std::string& group, const TestFolder& listed) {
    for (const std::string& file : listed.other_files) {
      if (absl::EndsWith(file, ".args") ||
          (absl::EndsWith(file, ".yaml") && file != "testdata.yaml")) {
        problem_.beyond.push_back(folder_.PathOf(absl::StrCat("data/", group, "/", file)));
      }
    }
    for (const TestFolder::Item& item : listed.items) {
      if (item.is_folder() && absl::EndsWith(item.name, ".files")) {
        problem_.beyond.push_back(folder_.PathOf(absl::StrCat("data/", group, "/", item.name)));
      }
    }
  }

  const ProblemFolder& folder_;
  const ProblemSettings& problem_settings_;
  Problem& problem_;
};

}  // namespace

absl::Status ReadLegacyTests(const ProblemFolder& folder, const ProblemSettings& settings,
                             Problem& problem) {
  return LegacyTests(folder, settings, problem).Read();
}

}  // namespace assay::judge
