#include <regex>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "judge/batch/evaluation_harness.h"
#include "judge/batch/evaluation_set.h"
#include "judge/batch/json_fields.h"
#include "judge/batch/submission_entries.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Language;

std::string Harness(absl::string_view name) {
  for (size_t i = 0; i < kEvaluationHarnessCount; ++i) {
    if (name == kEvaluationHarness[i].first) return kEvaluationHarness[i].second;
  }
  return "";
}

std::string JsonList(const std::vector<std::string>& texts) {
  return absl::StrCat("[",
                      absl::StrJoin(texts, ", ",
                                    [](std::string* out, const std::string& each) {
                                      absl::StrAppend(out, JsonQuote(each));
                                    }),
                      "]");
}

// The tests are never in a file that the completion could read.
std::string Payload(const EvaluationTask& task) {
  return absl::StrCat(
      "{\"prompt\": ", JsonQuote(task.prompt), ", \"entry_point\": ", JsonQuote(task.entry_point),
      ", \"setup\": ", JsonList(task.setup), ", \"tests\": ", JsonList(task.tests), "}");
}

absl::StatusOr<Source> PythonProgram(const std::string& program, const std::string& id,
                                     bool same_process) {
  return MakeSource(id, Harness(same_process ? "python_same" : "python_apart"),
                    {{.name = "solution.py", .contents = program}});
}

// `main` of the tests gets another name, and the type that its return statements have: one without
// any may not end a function that returns int.
absl::StatusOr<Source> CppProgram(const EvaluationTask& task, const std::string& program,
                                  const std::string& id) {
  static const std::regex* const kMain = new std::regex("\\bint\\s+main\\s*\\(");
  std::string tests = absl::StrJoin(task.tests, "\n");
  std::smatch found;
  if (!std::regex_search(tests, found, *kMain)) {
    return absl::InvalidArgumentError("test: has no int main()");
  }
  tests.replace(static_cast<size_t>(found.position(0)), static_cast<size_t>(found.length(0)),
                "static auto assay_tests_main(");
  return MakeSource(
      id, absl::StrCat(program, "\n#undef NDEBUG\n#include <cassert>\n", tests, Harness("cpp")),
      {});
}

absl::StatusOr<Source> JavaProgram(const EvaluationTask& task, const std::string& program,
                                   const std::string& id) {
  return MakeSource(id, Harness("java"),
                    {{.name = "Main.java",
                      .contents = absl::StrCat(program, "\n", absl::StrJoin(task.tests, "\n"))}});
}

bool IsCpp(const Language& language) { return absl::StartsWith(language.id(), "cpp"); }

}  // namespace

absl::Status CheckTemplate(EvaluationKind kind, const EvaluationOptions& options) {
  const Language& language = *options.language;
  if (language.id() == "python3") return absl::OkStatus();
  if (kind == EvaluationKind::kMbpp || options.same_process) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.same_process ? "--same-process" : "MBPP", " is for python3"));
  }
  if (language.id() == "java" || IsCpp(language)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "sets are judged in python3, cpp17, cpp20 and java, and not in ", language.id()));
}

absl::Status AssembleProgram(const EvaluationTask& task, const std::string& completion, bool whole,
                             const EvaluationOptions& options, BatchEntry* entry) {
  const std::string program = whole ? completion : absl::StrCat(task.prompt, completion);
  absl::StatusOr<Source> source;
  if (options.language->id() == "python3") {
    source = PythonProgram(program, entry->id, options.same_process);
  } else if (IsCpp(*options.language)) {
    source = CppProgram(task, program, entry->id);
  } else {
    source = JavaProgram(task, program, entry->id);
  }
  if (!source.ok()) return source.status();
  entry->source = *std::move(source);
  // Other programs have their tests, which run beside the completion.
  entry->evaluation = options.language->id() == "python3" ? Payload(task) : "";
  return absl::OkStatus();
}

}  // namespace assay::judge
