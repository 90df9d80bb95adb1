#include "judge/problem/dmoj_package.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/dmoj_yaml.h"
#include "judge/problem/program_files.h"
#include "judge/problem/yaml.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr char kFile[] = "init.yml";

class DmojPackage {
 public:
  DmojPackage(const ProblemFolder& folder, const DmojSettings& settings, Problem& problem)
      : folder_(folder), settings_(settings), problem_(problem) {}

  absl::Status ReadPrograms() {
    if (settings_.checker.has_value()) {
      problem_.output_validator.protocol = settings_.checker->protocol;
      ASSAY_ASSIGN_OR_RETURN(PackageProgram checker, MakeProgram(*settings_.checker, "checker"));
      problem_.output_validator.programs.push_back(std::move(checker));
    }
    if (settings_.interactor.has_value()) {
      problem_.interactor_protocol = settings_.interactor->protocol;
      ASSAY_ASSIGN_OR_RETURN(problem_.interactor,
                             MakeProgram(*settings_.interactor, "interactive"));
      problem_.kind.interactive = true;
    }
    return absl::OkStatus();
  }

  absl::Status ReadTests() {
    problem_.groups.push_back({.name = "", .items = {}, .grading = PointsPolicy()});
    for (const DmojCase& given : settings_.cases) {
      if (given.is_batch) {
        ASSAY_RETURN_IF_ERROR(ReadBatch(given));
      } else {
        ASSAY_RETURN_IF_ERROR(ReadSingle(given.tests.front()));
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::StatusOr<PackageProgram> MakeProgram(const DmojProgram& given, absl::string_view key) {
    for (const std::string& file : given.files) ASSAY_RETURN_IF_ERROR(folder_.CheckFile(file));
    if (given.files.size() > 1) {
      problem_.beyond.push_back(
          absl::StrCat(folder_.PathOf(kFile), ": ", key, " of several files"));
    }
    ASSAY_ASSIGN_OR_RETURN(PackageProgram program, FindProgram(folder_, given.files.front()));
    program.language = given.language;
    return program;
  }

  int AddGroup(const std::string& name, const PointsPolicy& policy) {
    const int group = static_cast<int>(problem_.groups.size());
    problem_.groups.push_back({.name = name, .items = {}, .grading = policy});
    problem_.groups[0].items.push_back({.is_group = true, .index = group});
    return group;
  }

  absl::Status ReadBatch(const DmojCase& given) {
    PointsPolicy policy;
    policy.mode = PointsPolicy::Mode::kLeastShare;
    policy.points = given.points;
    policy.ends_judging = given.points == 0;
    for (const int number : given.dependencies) policy.dependencies.push_back(batches_[number - 1]);
    const std::string name = absl::StrCat("batch", batches_.size() + 1);
    const int group = AddGroup(name, policy);
    batches_.push_back(group);
    for (size_t i = 0; i < given.tests.size(); ++i) {
      ASSAY_RETURN_IF_ERROR(AddTest(given.tests[i], absl::StrCat(name, "/", i + 1), group));
    }
    return absl::OkStatus();
  }

  absl::Status ReadSingle(const DmojTest& test) {
    const std::string name = absl::StrCat(++single_count_);
    int group = 0;
    if (test.points == 0) {
      PointsPolicy policy;
      policy.ends_judging = true;
      group = AddGroup(name, policy);
    }
    return AddTest(test, name, group);
  }

  absl::Status AddTest(const DmojTest& given, const std::string& name, int group) {
    TestCase test;
    test.name = name;
    test.points = given.points;
    test.validator_args = problem_.output_validator.is_default() ? settings_.validator_args
                                                                 : std::vector<std::string>();
    if (!given.input.empty()) {
      ASSAY_ASSIGN_OR_RETURN(test.input_path, Resolve(given.input));
    }
    if (!given.answer.empty()) {
      ASSAY_ASSIGN_OR_RETURN(test.answer_path, Resolve(given.answer));
    } else if (problem_.output_validator.is_default() && !problem_.kind.interactive &&
               problem_.beyond.empty()) {
      return ProblemFault(absl::StrCat(folder_.PathOf(kFile), ":", given.line,
                                       ": a test has no out to compare with"));
    }
    problem_.groups[group].items.push_back(
        {.is_group = false, .index = static_cast<int>(problem_.tests.size())});
    problem_.tests.push_back(std::move(test));
    return absl::OkStatus();
  }

  // As DMOJ, in the folder first.
  absl::StatusOr<std::string> Resolve(const std::string& relative) {
    if (!folder_.Has(relative) && !settings_.archive.empty()) {
      return absl::UnimplementedError(absl::StrCat(folder_.PathOf(relative), " in the archive ",
                                                   settings_.archive,
                                                   " is not supported yet; unpack it"));
    }
    ASSAY_RETURN_IF_ERROR(folder_.CheckFile(relative));
    return folder_.PathOf(relative);
  }

  const ProblemFolder& folder_;
  const DmojSettings& settings_;
  Problem& problem_;
  // Groups by number of batch.
  std::vector<int> batches_;
  int single_count_ = 0;
};

}  // namespace

absl::StatusOr<Problem> ReadDmojPackage(const ProblemFolder& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder, kFile, kMaxYamlBytes));
  ASSAY_ASSIGN_OR_RETURN(const DmojSettings settings, ParseDmojYaml(text, folder.PathOf(kFile)));
  Problem problem;
  problem.name = folder.Name();
  problem.root = folder.path();
  problem.limits = LimitsOfBareTests();
  if (settings.output_bytes.has_value()) problem.limits.output_bytes = *settings.output_bytes;
  problem.kind.scoring = true;
  problem.input_file_name = settings.input_file_name;
  problem.output_file_name = settings.output_file_name;
  problem.beyond = settings.beyond;
  ASSAY_ASSIGN_OR_RETURN(problem.validator_flags, ParseValidatorFlags(settings.validator_args));
  DmojPackage package(folder, settings, problem);
  ASSAY_RETURN_IF_ERROR(package.ReadPrograms());
  ASSAY_RETURN_IF_ERROR(package.ReadTests());
  return problem;
}

}  // namespace assay::judge
