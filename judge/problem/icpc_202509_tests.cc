#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/problem/group_yaml.h"
#include "judge/problem/icpc_test_files.h"
#include "judge/problem/icpc_tests.h"
#include "judge/problem/program_files.h"
#include "judge/problem/test_name.h"
#include "judge/problem/test_settings.h"
#include "judge/problem/yaml.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// They may stand in one chain of dependencies.
constexpr int kMaxGroups = 1'000;

class Tests202509 {
 public:
  Tests202509(const ProblemFolder& folder, Problem& problem) : folder_(folder), problem_(problem) {}

  absl::Status Read() {
    // The root has no settings in this version: it has the tests of samples besides the score.
    problem_.groups.push_back(
        {.name = "", .items = {}, .grading = Aggregation{.mode = Aggregation::Mode::kSum}});
    if (folder_.Has("data/test_group.yaml")) {
      return ProblemFault(absl::StrCat(folder_.PathOf("data/test_group.yaml"),
                                       " has no place there; give each of data/sample, "
                                       "data/secret and its groups its own"));
    }
    if (folder_.Has("data/sample")) ASSAY_RETURN_IF_ERROR(ReadGroup("sample", 0));
    if (folder_.Has("data/secret")) ASSAY_RETURN_IF_ERROR(ReadGroup("secret", 0));
    return FinishTests(folder_, problem_);
  }

 private:
  absl::Status ReadGroup(const std::string& name, int parent) {
    ASSAY_ASSIGN_OR_RETURN(const GroupSettings settings, ReadSettings(name));
    ASSAY_ASSIGN_OR_RETURN(const Aggregation aggregation, Resolve(name, settings));
    const int group = static_cast<int>(problem_.groups.size());
    if (group > kMaxGroups) {
      return ProblemFault(
          absl::StrCat(folder_.PathOf("data/secret"), " has more than ", kMaxGroups, " groups"));
    }
    problem_.groups.push_back({.name = name, .items = {}, .grading = aggregation});
    problem_.groups[parent].items.push_back({.is_group = true, .index = group});
    by_name_[name] = group;
    const size_t tests_before = problem_.tests.size();
    ASSAY_RETURN_IF_ERROR(ReadFolder(name, group, settings.tests, 1));
    const bool static_only = aggregation.static_validation_score.has_value();
    if (parent != 0 && problem_.tests.size() == tests_before && !static_only) {
      return ProblemFault(
          absl::StrCat(folder_.PathOf(absl::StrCat("data/", name)), " is a group without tests"));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<GroupSettings> ReadSettings(const std::string& name) {
    const std::string foreign = absl::StrCat("data/", name, "/testdata.yaml");
    if (folder_.Has(foreign)) {
      return ProblemFault(absl::StrCat(folder_.PathOf(foreign),
                                       " is of format version legacy, and problem.yaml is not"));
    }
    const std::string file = absl::StrCat("data/", name, "/test_group.yaml");
    if (!folder_.Has(file)) return GroupSettings();
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder_, file, kMaxYamlBytes));
    return ParseGroupYaml(text, folder_.PathOf(file), problem_.output_validator.is_default());
  }

  // With the defaults in, and what the format forbids out.
  absl::StatusOr<Aggregation> Resolve(const std::string& name, const GroupSettings& settings) {
    using Mode = Aggregation::Mode;
    const std::string path = folder_.PathOf(absl::StrCat("data/", name, "/test_group.yaml"));
    const bool is_secret = name == "secret";
    const bool is_sample = name == "sample";
    const bool has_score_key = settings.mode.has_value() || settings.max_score.has_value() ||
                               !settings.require_pass.empty();
    if (has_score_key && (is_sample || !problem_.kind.scoring)) {
      return ProblemFault(absl::StrCat(settings.scoring_place, " is for ",
                                       is_sample ? "data/secret" : "problems of type scoring",
                                       " only"));
    }
    Aggregation result;
    result.mode =
        settings.mode.value_or(is_secret && problem_.kind.scoring ? Mode::kSum : Mode::kPassFail);
    if (is_secret && problem_.kind.scoring) result.max_score = 100;
    if (settings.max_score.has_value()) result.max_score = *settings.max_score;
    result.static_validation_score = settings.static_validation_score;
    result.static_validator_args = settings.static_validator_args;
    if (result.static_validation_score.has_value() && !problem_.static_validator.has_value()) {
      return ProblemFault(
          absl::StrCat(path, ":1: has static_validation_score, and there is no static_validator/"));
    }
    if (settings.static_validation_scores &&
        (!problem_.kind.scoring || result.mode == Mode::kPassFail)) {
      return ProblemFault(absl::StrCat(
          path, ":1: static_validation_score is a number where nothing is scored; use pass-fail"));
    }
    for (const std::string& required : settings.require_pass) {
      ASSAY_ASSIGN_OR_RETURN(const int group, FindRequired(required, settings.require_pass_place));
      if (is_secret && required != "sample") {
        return ProblemFault(
            absl::StrCat(settings.require_pass_place, ": data/secret can require sample only"));
      }
      result.require_pass.push_back(group);
    }
    if (problem_.kind.scoring && !is_sample) ASSAY_RETURN_IF_ERROR(CheckScores(result, path, name));
    return result;
  }

  absl::Status CheckScores(const Aggregation& group, absl::string_view path,
                           const std::string& name) {
    using Mode = Aggregation::Mode;
    if (group.mode == Mode::kPassFail && !group.max_score.has_value()) {
      return ProblemFault(
          absl::StrCat(path, ":1: max_score is missing, and a pass-fail group needs one"));
    }
    if (name == "secret") return absl::OkStatus();
    const auto& secret = std::get<Aggregation>(problem_.groups[by_name_["secret"]].grading);
    if (!group.max_score.has_value() && secret.max_score.has_value()) {
      return ProblemFault(
          absl::StrCat(path, ":1: max_score is missing, and data/secret is bounded"));
    }
    if (secret.mode == Mode::kPassFail && group.mode != Mode::kPassFail) {
      return ProblemFault(
          absl::StrCat(path, ":1: score_aggregation must be pass-fail, as that of data/secret is"));
    }
    return absl::OkStatus();
  }

  // Groups that come later, and so cycles, cannot be named: they have not been read.
  absl::StatusOr<int> FindRequired(const std::string& name, absl::string_view place) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) {
      return ProblemFault(absl::StrCat(place, ": ", Quote(name), " is not an earlier group"));
    }
    const auto& grading = std::get<Aggregation>(problem_.groups[found->second].grading);
    if (grading.mode != Aggregation::Mode::kPassFail) {
      return ProblemFault(absl::StrCat(place, ": ", name, " is not a pass-fail group"));
    }
    return found->second;
  }

  // Reads the tests of the folder data/NAME into `group`. Folders are groups in data/secret itself.
  absl::Status ReadFolder(const std::string& name, int group, const TestSettings& settings,
                          int depth) {
    ASSAY_ASSIGN_OR_RETURN(const TestFolder listed,
                           ListTestFolder(folder_, name, depth, [](absl::string_view entry) {
                             return !IsAllowedName(entry);
                           }));
    ASSAY_RETURN_IF_ERROR(CheckFiles(name, depth, listed));
    bool has_groups = false;
    bool has_tests = false;
    for (const TestFolder::Item& item : listed.items) {
      if (!item.is_folder()) {
        has_tests = true;
        ASSAY_RETURN_IF_ERROR(ReadTest(name, item, group, settings));
      } else if (absl::EndsWith(item.name, ".files")) {
        continue;
      } else if (name == "secret") {
        has_groups = true;
        ASSAY_RETURN_IF_ERROR(ReadGroup(absl::StrCat(name, "/", item.name), group));
      } else {
        ASSAY_RETURN_IF_ERROR(
            ReadFolder(absl::StrCat(name, "/", item.name), group, settings, depth + 1));
      }
    }
    if (has_groups && has_tests) {
      return ProblemFault(
          absl::StrCat(folder_.PathOf("data/secret"), " has both groups and tests; give one"));
    }
    return absl::OkStatus();
  }

  // What belongs to a test must have one.
  absl::Status CheckFiles(const std::string& name, int depth, const TestFolder& listed) {
    std::set<std::string> tests;
    for (const TestFolder::Item& item : listed.items) {
      if (!item.is_folder()) tests.insert(item.name);
    }
    const auto is_test = [&](absl::string_view base) {
      return tests.count(std::string(base)) != 0;
    };
    const std::string path = folder_.PathOf(absl::StrCat("data/", name));
    for (const std::string& file : listed.other_files) {
      absl::string_view base = file;
      if (absl::EndsWith(file, ".args")) {
        problem_.beyond.push_back(absl::StrCat(path, "/", file));
      }
      if (file == "test_group.yaml") {
        if (depth > 1) {
          return ProblemFault(
              absl::StrCat(path, "/", file, " is in a folder that cannot be a group"));
        }
      } else if (absl::ConsumeSuffix(&base, ".yaml") && !is_test(base)) {
        return ProblemFault(absl::StrCat(path, "/", file, " has no test ", base, ".in"));
      }
    }
    for (const TestFolder::Item& item : listed.items) {
      absl::string_view base = item.name;
      if (item.is_folder() && absl::ConsumeSuffix(&base, ".files") && !is_test(base)) {
        return ProblemFault(absl::StrCat(path, "/", item.name, " has no test ", base, ".in"));
      }
      if (item.is_folder() && is_test(item.name)) {
        return ProblemFault(absl::StrCat(path, "/", item.name, " is named as a test beside it"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadTest(const std::string& folder_name, const TestFolder::Item& item, int group,
                        const TestSettings& group_settings) {
    ASSAY_ASSIGN_OR_RETURN(TestCase test, MakeTest(folder_, folder_name, item, problem_));
    const std::string base = absl::StrCat("data/", test.name);
    ASSAY_ASSIGN_OR_RETURN(const TestSettings own,
                           TakeTestSettings(folder_, base, problem_, group_settings, &test));
    test.full_feedback =
        own.full_feedback.value_or(group_settings.full_feedback.value_or(group == by_sample()));
    test.hint = own.hint;
    test.description = own.description;
    if (folder_.Has(base + ".files")) {
      ASSAY_RETURN_IF_ERROR(folder_.List(base + ".files").status());
      test.files_path = folder_.PathOf(base + ".files");
    }
    problem_.groups[group].items.push_back(
        {.is_group = false, .index = static_cast<int>(problem_.tests.size())});
    problem_.tests.push_back(std::move(test));
    return absl::OkStatus();
  }

  int by_sample() const {
    const auto found = by_name_.find("sample");
    return found == by_name_.end() ? -1 : found->second;
  }

  const ProblemFolder& folder_;
  Problem& problem_;
  std::map<std::string, int> by_name_;
};

}  // namespace

absl::Status ReadTests202509(const ProblemFolder& folder, Problem& problem) {
  return Tests202509(folder, problem).Read();
}

}  // namespace assay::judge
