#include "judge/problem/package_reader.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/problem_yaml.h"
#include "judge/problem/test_name.h"
#include "judge/problem/test_pairs.h"
#include "judge/problem/yaml.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr int kMaxDepth = 16;
constexpr size_t kMaxTests = 100'000;
constexpr absl::string_view kGroupFiles[] = {"testdata.yaml", "test_group.yaml"};

absl::Status Unsupported(absl::string_view what) {
  return absl::UnimplementedError(absl::StrCat(what, " is not supported yet"));
}

absl::StatusOr<std::string> ReadText(const ProblemFolder& folder, const std::string& relative,
                                     int64_t limit_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, folder.OpenFile(relative));
  absl::StatusOr<std::string> text = ReadDescriptor(fd.get(), limit_bytes, folder.PathOf(relative));
  if (absl::IsResourceExhausted(text.status())) return ProblemFault(text.status().message());
  return text;
}

absl::Status ReadTimeLimitFile(const ProblemFolder& folder, ProblemLimits& limits) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadText(folder, ".timelimit", 100));
  const absl::StatusOr<absl::Duration> time = ParseSeconds(absl::StripAsciiWhitespace(text));
  if (!time.ok()) {
    return ProblemFault(absl::StrCat(folder.PathOf(".timelimit"), " ", time.status().message()));
  }
  limits.time = *time;
  return absl::OkStatus();
}

absl::Status CheckSupported(const ProblemFolder& folder) {
  for (const char* const name : {"include", "output_validator", "static_validator"}) {
    if (folder.Has(name)) return Unsupported(folder.PathOf(name));
  }
  return absl::OkStatus();
}

// Endings that change how the test of that name is judged.
absl::Status CheckEntrySupported(const ProblemFolder& folder, const std::string& relative) {
  for (const absl::string_view ending : {".args", ".files", ".yaml"}) {
    if (absl::EndsWith(relative, ending)) return Unsupported(folder.PathOf(relative));
  }
  return absl::OkStatus();
}

// Appends the tests of the folder data/GROUP and those below it.
absl::Status ReadTests(const ProblemFolder& folder, const std::string& group, int depth,
                       std::vector<TestCase>& tests) {
  const std::string relative = absl::StrCat("data/", group);
  if (depth > kMaxDepth) {
    return ProblemFault(absl::StrCat(folder.PathOf(relative), " is nested too deeply"));
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ProblemFolder::Entry> entries, folder.List(relative));
  std::vector<std::string> file_names;
  for (const ProblemFolder::Entry& entry : entries) {
    if (!IsPlainText(entry.name)) {
      return ProblemFault(absl::StrCat("the name ", Quote(entry.name), " in ",
                                       folder.PathOf(relative),
                                       " must be UTF-8 without control or invisible characters"));
    }
    ASSAY_RETURN_IF_ERROR(CheckEntrySupported(folder, absl::StrCat(relative, "/", entry.name)));
    if (entry.kind == ProblemFolder::Entry::Kind::kFolder) {
      ASSAY_RETURN_IF_ERROR(CheckSubfolderName(folder.PathOf(relative), entry.name, {".ans"}));
      ASSAY_RETURN_IF_ERROR(
          ReadTests(folder, absl::StrCat(group, "/", entry.name), depth + 1, tests));
    } else {
      file_names.push_back(entry.name);
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<TestPair> pairs,
                         PairTestFiles(folder.PathOf(relative), file_names, {".ans"}));
  if (tests.size() + pairs.size() > kMaxTests) {
    return ProblemFault(absl::StrCat(folder.path(), " has more than ", kMaxTests, " tests"));
  }
  for (const TestPair& pair : pairs) {
    const std::string input = absl::StrCat(relative, "/", pair.input);
    const std::string answer = absl::StrCat(relative, "/", pair.answer);
    ASSAY_RETURN_IF_ERROR(folder.CheckFile(input));
    ASSAY_RETURN_IF_ERROR(folder.CheckFile(answer));
    tests.push_back({.name = absl::StrCat(group, "/", pair.name),
                     .input_path = folder.PathOf(input),
                     .answer_path = folder.PathOf(answer)});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<TestCase>> ReadAllTests(const ProblemFolder& folder) {
  std::vector<TestCase> tests;
  for (const char* const group : {"sample", "secret"}) {
    if (!folder.Has(absl::StrCat("data/", group))) continue;
    ASSAY_RETURN_IF_ERROR(ReadTests(folder, group, 1, tests));
  }
  if (tests.empty()) {
    return ProblemFault(absl::StrCat(
        folder.PathOf("data"),
        " has no tests; add files NAME.in with NAME.ans in data/sample or data/secret"));
  }
  // "sample" comes before "secret".
  std::sort(tests.begin(), tests.end(),
            [](const TestCase& a, const TestCase& b) { return PathLess(a.name, b.name); });
  return tests;
}

}  // namespace

absl::StatusOr<Problem> ReadPackage(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const ProblemFolder folder, ProblemFolder::Open(path));
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadText(folder, "problem.yaml", kMaxYamlBytes));
  ASSAY_ASSIGN_OR_RETURN(ProblemSettings settings,
                         ParseProblemYaml(text, folder.PathOf("problem.yaml")));
  ASSAY_RETURN_IF_ERROR(CheckSupported(folder));
  if (!settings.has_time_limit && folder.Has(".timelimit")) {
    ASSAY_RETURN_IF_ERROR(ReadTimeLimitFile(folder, settings.limits));
  }
  std::vector<std::string> flags = std::move(settings.validator_flags);
  for (const absl::string_view name : kGroupFiles) {
    const std::string group_file = absl::StrCat("data/", name);
    if (!folder.Has(group_file)) continue;
    ASSAY_ASSIGN_OR_RETURN(const std::string group, ReadText(folder, group_file, kMaxYamlBytes));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> more,
                           ParseGroupYaml(group, folder.PathOf(group_file)));
    flags.insert(flags.end(), more.begin(), more.end());
  }
  Problem problem;
  problem.name = settings.name.empty() ? folder.Name() : settings.name;
  problem.root = folder.path();
  problem.limits = settings.limits;
  ASSAY_ASSIGN_OR_RETURN(problem.validator_flags, ParseValidatorFlags(flags));
  ASSAY_ASSIGN_OR_RETURN(problem.tests, ReadAllTests(folder));
  return problem;
}

}  // namespace assay::judge
