#include "judge/service/submit_request.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/evaluate/convert.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::InlineProblem;
using ::judge::v1::SourceFile;
using ::judge::v1::SubmitRequest;

constexpr size_t kMostTokenBytes = 128;
constexpr size_t kMostNameBytes = 255;
constexpr int kMostInlineTests = 10'000;
constexpr int kMostReruns = 20;
constexpr int64_t kLeastMemoryBytes = int64_t{2} << 20;
constexpr int64_t kMostBytes = int64_t{1} << 40;

absl::Status CheckName(absl::string_view field, absl::string_view name) {
  if (name.size() > kMostNameBytes) {
    return FieldError(field, absl::StrCat("has ", name.size(), " bytes; at most ", kMostNameBytes));
  }
  if (!IsPlainText(name)) {
    return FieldError(field, "is not plain UTF-8 text: it has control or invisible characters");
  }
  return absl::OkStatus();
}

absl::Status CheckToken(absl::string_view token) {
  if (token.size() > kMostTokenBytes) {
    return FieldError("client_token",
                      absl::StrCat("has ", token.size(), " bytes; at most ", kMostTokenBytes));
  }
  for (const char c : token) {
    if (!absl::ascii_isgraph(c)) {
      return FieldError("client_token", "has a character that is not printable ASCII");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMainName(absl::string_view field, absl::string_view name) {
  if (name.empty()) return FieldError(field, "is empty");
  ASSAY_RETURN_IF_ERROR(CheckName(field, name));
  if (absl::StrContains(name, "/") || name == "." || name == "..") {
    return FieldError(field, "is a path; give the file's own name");
  }
  return absl::OkStatus();
}

absl::Status CheckFiles(const SubmitRequest& request) {
  if (request.files().empty()) return FieldError("files", "is empty");
  if (request.files_size() > kMaxSourceFiles) {
    return FieldError(
        "files", absl::StrCat("has ", request.files_size(), " files; at most ", kMaxSourceFiles));
  }
  size_t bytes = 0;
  for (int i = 0; i < request.files_size(); ++i) {
    const SourceFile& file = request.files(i);
    const std::string field = absl::StrCat("files[", i, "]");
    if (i == 0) {
      ASSAY_RETURN_IF_ERROR(CheckMainName(absl::StrCat(field, ".name"), file.name()));
      if (file.contents().empty()) return FieldError(absl::StrCat(field, ".contents"), "is empty");
    } else if (const absl::Status named = CheckCompanionName(file.name()); !named.ok()) {
      return FieldError(absl::StrCat(field, ".name"), named.message());
    }
    bytes += file.contents().size();
    if (bytes > static_cast<size_t>(kMaxSourceBytes)) {
      return FieldError(absl::StrCat(field, ".contents"),
                        absl::StrCat("brings the files to more than ", kMaxSourceBytes, " bytes"));
    }
    if (absl::StrContains(file.contents(), absl::string_view("\0", 1))) {
      return FieldError(absl::StrCat(field, ".contents"),
                        "has a NUL byte, so it is no source text");
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> Words(const std::string& text) {
  return absl::StrSplit(text, absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
}

// Absent where the message has none. google.protobuf.Duration can hold what is no duration.
absl::StatusOr<std::optional<absl::Duration>> ToDuration(bool present,
                                                         const google::protobuf::Duration& duration,
                                                         absl::string_view field) {
  if (!present) return std::nullopt;
  // The range that the type's own documentation gives.
  constexpr int64_t kMostSeconds = 315'576'000'000;
  constexpr int32_t kNanos = 1'000'000'000;
  const int64_t seconds = duration.seconds();
  const int32_t nanos = duration.nanos();
  if (seconds > kMostSeconds || seconds < -kMostSeconds || nanos >= kNanos || nanos <= -kNanos ||
      (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
    return FieldError(field, "is no valid google.protobuf.Duration");
  }
  const absl::Duration value = absl::Seconds(seconds) + absl::Nanoseconds(nanos);
  if (value <= absl::ZeroDuration()) return FieldError(field, "is not positive");
  return value;
}

absl::Status CheckCount(bool present, int64_t value, int64_t least, int64_t most,
                        absl::string_view field) {
  if (!present || (value >= least && value <= most)) return absl::OkStatus();
  return FieldError(field, absl::StrCat("is not ", least, " to ", most));
}

absl::Status CheckTime(bool present, const google::protobuf::Duration& time,
                       absl::string_view field) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<absl::Duration> value,
                         ToDuration(present, time, field));
  if (!value.has_value() || (*value >= absl::Milliseconds(1) && *value <= absl::Hours(1))) {
    return absl::OkStatus();
  }
  return FieldError(field, "is not 1ms to 1h");
}

absl::Status CheckProblemLimits(const ::judge::v1::ProblemLimits& limits) {
  const auto field = [](absl::string_view name) {
    return absl::StrCat("inline_problem.limits.", name);
  };
  ASSAY_RETURN_IF_ERROR(CheckTime(limits.has_cpu_time(), limits.cpu_time(), field("cpu_time")));
  ASSAY_RETURN_IF_ERROR(
      CheckTime(limits.has_compile_time(), limits.compile_time(), field("compile_time")));
  ASSAY_RETURN_IF_ERROR(CheckCount(limits.has_memory_bytes(), limits.memory_bytes(),
                                   kLeastMemoryBytes, kMostBytes, field("memory_bytes")));
  ASSAY_RETURN_IF_ERROR(CheckCount(limits.has_output_bytes(), limits.output_bytes(), 1, kMostBytes,
                                   field("output_bytes")));
  ASSAY_RETURN_IF_ERROR(CheckCount(limits.has_source_bytes(), limits.source_bytes(), 1, kMostBytes,
                                   field("source_bytes")));
  return CheckCount(limits.has_compile_memory_bytes(), limits.compile_memory_bytes(),
                    kLeastMemoryBytes, kMostBytes, field("compile_memory_bytes"));
}

absl::Status CheckInlineProblem(const InlineProblem& problem) {
  constexpr char kTests[] = "inline_problem.tests";
  if (problem.tests().empty()) return FieldError(kTests, "is empty");
  if (problem.tests_size() > kMostInlineTests) {
    return FieldError(kTests, absl::StrCat("has ", problem.tests_size(), " tests; at most ",
                                           kMostInlineTests, "; store a package"));
  }
  std::set<std::string> names;
  for (int i = 0; i < problem.tests_size(); ++i) {
    const std::string field = absl::StrCat(kTests, "[", i, "].name");
    ASSAY_RETURN_IF_ERROR(CheckName(field, problem.tests(i).name()));
    const ::judge::v1::InlineTest& test = problem.tests(i);
    if (test.piped_input() && static_cast<int64_t>(test.input().size()) > kMostPipedInputBytes) {
      return FieldError(absl::StrCat(kTests, "[", i, "].input"),
                        absl::StrCat("has ", test.input().size(), " bytes; a pipe gets ",
                                     kMostPipedInputBytes, " at most"));
    }
    if (!names.insert(TestName(problem, i)).second) {
      return FieldError(field, "is another test's name, too");
    }
  }
  const auto flags = ParseValidatorFlags(Words(problem.validator_flags()));
  if (!flags.ok()) return FieldError("inline_problem.validator_flags", flags.status().message());
  return CheckProblemLimits(problem.limits());
}

absl::Status CheckProblem(const SubmitRequest& request) {
  switch (request.problem_case()) {
    case SubmitRequest::kStoredProblem:
      if (request.stored_problem().id().empty()) {
        return FieldError("stored_problem.id", "is empty");
      }
      return absl::OkStatus();
    case SubmitRequest::kInlineProblem:
      return CheckInlineProblem(request.inline_problem());
    case SubmitRequest::PROBLEM_NOT_SET:
      break;
  }
  return FieldError("problem", "is missing: set stored_problem or inline_problem");
}

// What both kinds of limits have.
template <typename Limits>
absl::StatusOr<LimitOverrides> CommonOverrides(const Limits& limits, absl::string_view field) {
  LimitOverrides overrides;
  ASSAY_ASSIGN_OR_RETURN(overrides.cpu_time, ToDuration(limits.has_cpu_time(), limits.cpu_time(),
                                                        absl::StrCat(field, ".cpu_time")));
  ASSAY_ASSIGN_OR_RETURN(overrides.wall_time, ToDuration(limits.has_wall_time(), limits.wall_time(),
                                                         absl::StrCat(field, ".wall_time")));
  if (limits.has_memory_bytes()) overrides.memory_bytes = limits.memory_bytes();
  if (limits.has_output_bytes()) overrides.output_bytes = limits.output_bytes();
  if (limits.has_task_count()) overrides.task_count = limits.task_count();
  if (limits.has_instruction_count()) overrides.instructions = limits.instruction_count();
  return overrides;
}

}  // namespace

absl::Status CheckSubmitRequest(const SubmitRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckToken(request.client_token()));
  if (request.language().empty()) return FieldError("language", "is empty");
  ASSAY_RETURN_IF_ERROR(CheckFiles(request));
  ASSAY_RETURN_IF_ERROR(CheckProblem(request));
  ASSAY_RETURN_IF_ERROR(ToOverrides(request.limits(), "limits").status());
  ASSAY_RETURN_IF_ERROR(CheckTime(request.limits().has_compile_time(),
                                  request.limits().compile_time(), "limits.compile_time"));
  if (!::judge::v1::Priority_IsValid(request.priority())) {
    return FieldError("priority", "is no value of judge.v1.Priority");
  }
  if (request.max_rerun_count() < 0 || request.max_rerun_count() > kMostReruns) {
    return FieldError("max_rerun_count", absl::StrCat("is not 0 to ", kMostReruns));
  }
  return absl::OkStatus();
}

absl::StatusOr<LimitOverrides> ToOverrides(const ::judge::v1::LimitOverrides& limits,
                                           absl::string_view field) {
  return CommonOverrides(limits, field);
}

absl::StatusOr<LimitOverrides> ToOverrides(const ::sandbox::v1::RunLimits& limits,
                                           absl::string_view field) {
  return CommonOverrides(limits, field);
}

Source ToSource(const SubmitRequest& request) {
  Source source = {.display_name = request.files(0).name(),
                   .contents = request.files(0).contents()};
  for (int i = 1; i < request.files_size(); ++i) {
    source.companions.push_back(
        {.name = request.files(i).name(), .contents = request.files(i).contents()});
  }
  return source;
}

JudgingOptions ToOptions(const SubmitRequest& request) {
  JudgingOptions options;
  options.all_tests = request.all_tests();
  if (request.has_max_rerun_count()) options.max_reruns = request.max_rerun_count();
  options.limits = ToOverrides(request.limits(), "limits").value_or(LimitOverrides());
  if (request.limits().has_compile_time()) {
    options.compile_time = FromProto(request.limits().compile_time());
  }
  options.details.instructions = request.count_instructions();
  options.details.memory = request.memory_parts();
  options.transcript = request.transcript();
  return options;
}

WorkPriority ToWorkPriority(::judge::v1::Priority priority) {
  switch (priority) {
    case ::judge::v1::PRIORITY_BATCH:
      return WorkPriority::kBatch;
    case ::judge::v1::PRIORITY_REJUDGE:
      return WorkPriority::kRejudge;
    default:
      return WorkPriority::kInteractive;
  }
}

std::string TestName(const InlineProblem& problem, int index) {
  const std::string& name = problem.tests(index).name();
  return name.empty() ? absl::StrCat(index + 1) : name;
}

ValidatorFlags FlagsOf(const InlineProblem& problem) {
  return ParseValidatorFlags(Words(problem.validator_flags())).value_or(ValidatorFlags());
}

ProblemLimits LimitsOf(const InlineProblem& problem) {
  const ::judge::v1::ProblemLimits& given = problem.limits();
  ProblemLimits limits = LimitsOfBareTests();
  if (given.has_cpu_time()) limits.time = FromProto(given.cpu_time());
  if (given.has_memory_bytes()) limits.memory_bytes = given.memory_bytes();
  if (given.has_output_bytes()) limits.output_bytes = given.output_bytes();
  if (given.has_source_bytes()) limits.source_bytes = given.source_bytes();
  if (given.has_compile_time()) limits.compilation_time = FromProto(given.compile_time());
  if (given.has_compile_memory_bytes()) {
    limits.compilation_memory_bytes = given.compile_memory_bytes();
  }
  return limits;
}

}  // namespace assay::judge
