#include "judge/problem/icpc_package.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/icpc_submissions.h"
#include "judge/problem/icpc_tests.h"
#include "judge/problem/problem_yaml.h"
#include "judge/problem/program_files.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "judge/problem/yaml_fields.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

absl::Status ReadTimeLimitFile(const ProblemFolder& folder, ProblemLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder, ".timelimit", 100));
  const absl::StatusOr<absl::Duration> time = ParseSeconds(absl::StripAsciiWhitespace(text));
  if (!time.ok()) {
    return ProblemFault(absl::StrCat(folder.PathOf(".timelimit"), " ", time.status().message()));
  }
  limits.time = *time;
  return absl::OkStatus();
}

// The program that is the folder `relative`, or the one folder that is alone in it.
absl::StatusOr<PackageProgram> ReadOnlyProgram(const ProblemFolder& folder,
                                               const std::string& relative) {
  ASSAY_ASSIGN_OR_RETURN(const auto entries, folder.List(relative));
  // A lone script is that of a program, and no program.
  const bool is_script =
      entries.size() == 1 && (entries.front().name == "build" || entries.front().name == "run");
  if (entries.size() == 1 && !is_script && IsPlainText(entries.front().name)) {
    return FindProgram(folder, absl::StrCat(relative, "/", entries.front().name));
  }
  return FindProgram(folder, relative);
}

absl::Status ReadLegacyPrograms(const ProblemFolder& folder, const ProblemSettings& settings,
                                Problem& problem) {
  if (settings.custom_validation) {
    ASSAY_ASSIGN_OR_RETURN(problem.output_validator.programs,
                           ListPrograms(folder, "output_validators"));
    if (problem.output_validator.programs.empty()) {
      return ProblemFault(absl::StrCat(folder.PathOf("problem.yaml"),
                                       ":1: validation is custom, and output_validators/ has no "
                                       "program"));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<PackageProgram> graders, ListPrograms(folder, "graders"));
  if (graders.size() > 1) {
    return ProblemFault(absl::StrCat(folder.PathOf("graders"), " has more than one grader"));
  }
  // One that no group asks for is none.
  if (!graders.empty()) problem.grader = std::move(graders.front());
  ASSAY_ASSIGN_OR_RETURN(const std::vector<PackageProgram> more,
                         ListPrograms(folder, "input_format_validators"));
  problem.input_validators.insert(problem.input_validators.end(), more.begin(), more.end());
  for (const char* const name : {"output_validator", "static_validator"}) {
    // Of another version: to pass over it would be to judge otherwise than somebody meant.
    if (folder.Has(name)) problem.beyond.push_back(folder.PathOf(name));
  }
  return absl::OkStatus();
}

absl::Status ReadNewPrograms(const ProblemFolder& folder, Problem& problem) {
  if (folder.Has("output_validator")) {
    ASSAY_ASSIGN_OR_RETURN(PackageProgram program, ReadOnlyProgram(folder, "output_validator"));
    problem.output_validator.programs.push_back(std::move(program));
  }
  if (folder.Has("static_validator")) {
    if (problem.kind.submit_answer) {
      return ProblemFault(absl::StrCat(folder.PathOf("static_validator"),
                                       " cannot be in a problem of type submit-answer"));
    }
    ASSAY_ASSIGN_OR_RETURN(problem.static_validator, ReadOnlyProgram(folder, "static_validator"));
  }
  return absl::OkStatus();
}

absl::Status ReadIncludes(const ProblemFolder& folder, Problem& problem) {
  if (!folder.Has("include")) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::vector<PackageProgram> languages,
                         ListPrograms(folder, "include"));
  for (const PackageProgram& language : languages) {
    if (!language.is_folder) {
      return ProblemFault(absl::StrCat(language.path, " must be a folder named as a language"));
    }
    problem.include_folders[language.name] = language.path;
  }
  return absl::OkStatus();
}

absl::Status ReadPrograms(const ProblemFolder& folder, const ProblemSettings& settings,
                          Problem& problem) {
  ASSAY_ASSIGN_OR_RETURN(problem.input_validators, ListPrograms(folder, "input_validators"));
  ASSAY_RETURN_IF_ERROR(settings.version == IcpcVersion::k202509
                            ? ReadNewPrograms(folder, problem)
                            : ReadLegacyPrograms(folder, settings, problem));
  if (problem.output_validator.is_default() &&
      (problem.kind.interactive || problem.kind.multi_pass)) {
    return ProblemFault(absl::StrCat(folder.PathOf("problem.yaml"), ":1: the problem is ",
                                     problem.kind.interactive ? "interactive" : "multi-pass",
                                     ", and has no output validator of its own"));
  }
  return ReadIncludes(folder, problem);
}

}  // namespace

absl::StatusOr<Problem> ReadIcpcPackage(const ProblemFolder& folder) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text,
                         ReadProblemText(folder, "problem.yaml", kMaxYamlBytes));
  ASSAY_ASSIGN_OR_RETURN(ProblemSettings settings,
                         ParseProblemYaml(text, folder.PathOf("problem.yaml")));
  Problem problem;
  problem.name = settings.name.empty() ? folder.Name() : settings.name;
  problem.root = folder.path();
  problem.kind = settings.kind;
  problem.limits = settings.limits;
  // Of answers nothing runs.
  if (!settings.kind.submit_answer) problem.time_limit_rule = settings.time_limit_rule;
  problem.time_limit_given = settings.has_time_limit;
  problem.languages = settings.languages;
  problem.constants = settings.constants;
  problem.beyond = settings.beyond;
  if (!settings.has_time_limit && folder.Has(".timelimit")) {
    ASSAY_RETURN_IF_ERROR(ReadTimeLimitFile(folder, problem.limits));
    problem.time_limit_given = true;
  }
  ASSAY_RETURN_IF_ERROR(ReadPrograms(folder, settings, problem));
  ASSAY_RETURN_IF_ERROR(settings.version == IcpcVersion::k202509
                            ? ReadTests202509(folder, problem)
                            : ReadLegacyTests(folder, settings, problem));
  ASSAY_ASSIGN_OR_RETURN(problem.submissions, ReadIcpcSubmissions(folder, settings.version));
  return problem;
}

}  // namespace assay::judge
