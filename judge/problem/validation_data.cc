#include "judge/problem/validation_data.h"

#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/problem/group_yaml.h"
#include "judge/problem/icpc_test_files.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/program_files.h"
#include "judge/problem/test_name.h"
#include "judge/problem/test_settings.h"
#include "judge/problem/yaml.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

class Reader {
 public:
  Reader(const ProblemFolder& folder, const Problem& problem, ValidationKind kind)
      : folder_(folder), problem_(problem), kind_(kind) {}

  // Adds the cases of the folder data/NAME, and of those in it.
  absl::Status AddFolder(const std::string& name, int depth) {
    const std::string relative = absl::StrCat("data/", name);
    if (depth > kMaxGroupDepth) {
      return ProblemFault(absl::StrCat(folder_.PathOf(relative), " is nested too deep"));
    }
    ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder_.List(relative));
    std::set<std::string> files;
    std::vector<std::string> folders;
    for (const ProblemFolder::Entry& entry : entries) {
      if (!IsAllowedName(entry.name)) continue;
      const bool is_folder = entry.kind == ProblemFolder::Entry::Kind::kFolder;
      if (!is_folder) files.insert(entry.name);
      if (is_folder && !absl::EndsWith(entry.name, ".files")) folders.push_back(entry.name);
    }
    ASSAY_RETURN_IF_ERROR(CheckComplete(relative, files));
    TestSettings shared;
    if (files.count("test_group.yaml") != 0) {
      const std::string path = absl::StrCat(relative, "/test_group.yaml");
      ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadProblemText(folder_, path, kMaxYamlBytes));
      ASSAY_ASSIGN_OR_RETURN(
          GroupSettings settings,
          ParseGroupYaml(text, folder_.PathOf(path), problem_.output_validator.is_default()));
      shared = std::move(settings.tests);
    }
    for (const std::string& file : files) {
      absl::string_view base = file;
      if (!absl::ConsumeSuffix(&base, ".in")) continue;
      ASSAY_RETURN_IF_ERROR(AddCase(absl::StrCat(name, "/", base), shared));
    }
    for (const std::string& each : folders) {
      ASSAY_RETURN_IF_ERROR(AddFolder(absl::StrCat(name, "/", each), depth + 1));
    }
    return absl::OkStatus();
  }

  std::vector<ValidationCase> Take() { return std::move(cases_); }

 private:
  // Every file that belongs to a case has its input, and every input the files of its kind.
  absl::Status CheckComplete(const std::string& relative,
                             const std::set<std::string>& files) const {
    const auto has = [&files](absl::string_view base, const char* ending) {
      return files.count(absl::StrCat(base, ending)) != 0;
    };
    const bool has_outputs = kind_ != ValidationKind::kInvalidInput;
    for (const std::string& file : files) {
      const std::string path = folder_.PathOf(absl::StrCat(relative, "/", file));
      absl::string_view base = file;
      if (absl::ConsumeSuffix(&base, ".in")) {
        for (const char* const ending : {".ans", ".out"}) {
          if (has_outputs && !has(base, ending)) {
            return ProblemFault(absl::StrCat(path, " has no ", base, ending, " beside it"));
          }
          if (!has_outputs && has(base, ending)) {
            return ProblemFault(absl::StrCat(path, " has ", base, ending,
                                             " beside it; an invalid input has neither answer nor "
                                             "output"));
          }
        }
      } else if (file != "test_group.yaml" &&
                 (absl::ConsumeSuffix(&base, ".ans") || absl::ConsumeSuffix(&base, ".out") ||
                  absl::ConsumeSuffix(&base, ".yaml")) &&
                 !has(base, ".in")) {
        return ProblemFault(absl::StrCat(path, " has no ", base, ".in beside it"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddCase(const std::string& name, const TestSettings& shared) {
    if (cases_.size() == kMaxTests) {
      return ProblemFault(absl::StrCat(folder_.PathOf("data"), " has more than ", kMaxTests,
                                       " files in ", FolderOf(kind_)));
    }
    const std::string base = absl::StrCat("data/", name);
    ValidationCase added;
    TestCase& test = added.test;
    test.name = name;
    test.input_path = folder_.PathOf(base + ".in");
    ASSAY_RETURN_IF_ERROR(folder_.CheckFile(base + ".in"));
    if (kind_ != ValidationKind::kInvalidInput) {
      ASSAY_RETURN_IF_ERROR(folder_.CheckFile(base + ".ans"));
      ASSAY_RETURN_IF_ERROR(folder_.CheckFile(base + ".out"));
      test.answer_path = folder_.PathOf(base + ".ans");
      added.output_path = folder_.PathOf(base + ".out");
    }
    ASSAY_RETURN_IF_ERROR(TakeTestSettings(folder_, base, problem_, shared, &test).status());
    if (folder_.Has(base + ".files")) {
      ASSAY_RETURN_IF_ERROR(folder_.List(base + ".files").status());
      test.files_path = folder_.PathOf(base + ".files");
    }
    cases_.push_back(std::move(added));
    return absl::OkStatus();
  }

  const ProblemFolder& folder_;
  const Problem& problem_;
  const ValidationKind kind_;
  std::vector<ValidationCase> cases_;
};

}  // namespace

const char* FolderOf(ValidationKind kind) {
  switch (kind) {
    case ValidationKind::kInvalidInput:
      return "invalid_input";
    case ValidationKind::kInvalidOutput:
      return "invalid_output";
    case ValidationKind::kValidOutput:
      return "valid_output";
  }
  return "";
}

absl::StatusOr<std::vector<ValidationCase>> ReadValidationData(const ProblemFolder& folder,
                                                               const Problem& problem,
                                                               ValidationKind kind) {
  Reader reader(folder, problem, kind);
  if (!folder.Has(absl::StrCat("data/", FolderOf(kind)))) return std::vector<ValidationCase>();
  ASSAY_RETURN_IF_ERROR(reader.AddFolder(FolderOf(kind), 0));
  return reader.Take();
}

}  // namespace assay::judge
