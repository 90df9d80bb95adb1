#include "judge/problem/polygon_package.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/default_expectations.h"
#include "judge/problem/polygon_xml.h"
#include "judge/problem/program_files.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr char kFile[] = "problem.xml";

absl::StatusOr<PackageProgram> MakeProgram(const ProblemFolder& folder,
                                           const PolygonSource& source) {
  ASSAY_ASSIGN_OR_RETURN(PackageProgram program, FindProgram(folder, source.path));
  program.language = source.type;
  return program;
}

absl::Status CheckTestFile(const ProblemFolder& folder, const std::string& path) {
  absl::Status status = folder.CheckFile(path);
  if (status.ok() || folder.Has(path)) return status;
  return ProblemFault(
      absl::StrCat(folder.PathOf(path), " is missing; the package must be a full one"));
}

absl::Status ReadTests(const ProblemFolder& folder, const PolygonXml& xml, Problem& problem) {
  problem.groups.push_back({.name = "", .items = {}, .grading = PointsPolicy()});
  std::map<std::string, int> by_name;
  for (const PolygonGroup& group : xml.groups) {
    by_name[group.name] = static_cast<int>(problem.groups.size());
    problem.groups.push_back({.name = group.name, .items = {}, .grading = group.policy});
  }
  for (const PolygonGroup& group : xml.groups) {
    auto& policy = std::get<PointsPolicy>(problem.groups[by_name[group.name]].grading);
    for (const std::string& name : group.dependencies) policy.dependencies.push_back(by_name[name]);
  }
  for (size_t i = 0; i < xml.tests.size(); ++i) {
    const PolygonTest& test = xml.tests[i];
    const int number = static_cast<int>(i) + 1;
    ASSAY_ASSIGN_OR_RETURN(const std::string input, TestPath(xml.input_pattern, number));
    ASSAY_ASSIGN_OR_RETURN(const std::string answer, TestPath(xml.answer_pattern, number));
    ASSAY_RETURN_IF_ERROR(CheckTestFile(folder, input));
    ASSAY_RETURN_IF_ERROR(CheckTestFile(folder, answer));
    const int group = test.group.empty() ? 0 : by_name[test.group];
    // A group stands where its first test does.
    TestGroup& holder = problem.groups[group];
    if (group != 0 && holder.items.empty()) {
      problem.groups[0].items.push_back({.is_group = true, .index = group});
    }
    holder.items.push_back({.is_group = false, .index = number - 1});
    TestCase test_case = {
        .name = group == 0 ? absl::StrCat(number) : absl::StrCat(test.group, "/", number),
        .input_path = folder.PathOf(input),
        .answer_path = folder.PathOf(answer)};
    test_case.points = test.points;
    test_case.full_feedback = test.sample;
    problem.tests.push_back(std::move(test_case));
  }
  return absl::OkStatus();
}

absl::Status ReadPrograms(const ProblemFolder& folder, const PolygonXml& xml, Problem& problem) {
  if (!xml.checker.has_value()) {
    return ProblemFault(absl::StrCat(folder.PathOf(kFile), ":1: <assets> has no <checker>"));
  }
  problem.output_validator.protocol = ValidatorProtocol::kTestlib;
  ASSAY_ASSIGN_OR_RETURN(PackageProgram checker, MakeProgram(folder, *xml.checker));
  problem.output_validator.programs.push_back(std::move(checker));
  problem.input_validator_protocol = ValidatorProtocol::kTestlib;
  for (const PolygonSource& source : xml.validators) {
    ASSAY_ASSIGN_OR_RETURN(PackageProgram validator, MakeProgram(folder, source));
    problem.input_validators.push_back(std::move(validator));
  }
  if (xml.interactor.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(problem.interactor, MakeProgram(folder, *xml.interactor));
    problem.kind.interactive = true;
  }
  return absl::OkStatus();
}

absl::Status ReadSolutions(const ProblemFolder& folder, const PolygonXml& xml, Problem& problem) {
  for (const PolygonSolution& solution : xml.solutions) {
    PackageSubmission submission;
    ASSAY_ASSIGN_OR_RETURN(submission.program, MakeProgram(folder, solution.source));
    submission.name = solution.source.path;
    if (const std::optional<Expectation> whole = PolygonExpectation(solution.tag)) {
      submission.expectations.push_back(*whole);
    }
    for (const auto& [group, tag] : solution.group_tags) {
      std::optional<Expectation> part = PolygonExpectation(tag);
      if (!part.has_value()) continue;
      part->tests = group;
      submission.expectations.push_back(*std::move(part));
    }
    problem.submissions.push_back(std::move(submission));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Problem> ReadPolygonPackage(const ProblemFolder& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadProblemText(folder, kFile, kMaxPolygonXmlBytes));
  ASSAY_ASSIGN_OR_RETURN(const PolygonXml xml, ParsePolygonXml(text, folder.PathOf(kFile)));
  Problem problem;
  problem.name = xml.name.empty() ? folder.Name() : xml.name;
  problem.root = folder.path();
  problem.limits = LimitsOfBareTests();
  problem.limits.time = xml.time_limit;
  problem.limits.memory_bytes = xml.memory_bytes;
  problem.time_limit_given = true;
  problem.kind.scoring = xml.has_points;
  problem.input_file_name = xml.input_file_name;
  problem.output_file_name = xml.output_file_name;
  problem.beyond = xml.beyond;
  ASSAY_RETURN_IF_ERROR(ReadTests(folder, xml, problem));
  ASSAY_RETURN_IF_ERROR(ReadPrograms(folder, xml, problem));
  ASSAY_RETURN_IF_ERROR(ReadSolutions(folder, xml, problem));
  return problem;
}

}  // namespace assay::judge
