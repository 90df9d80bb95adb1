#include "judge/cli/remote/submit_request.h"

#include <random>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"
#include "judge/cli/remote/limits_message.h"
#include "judge/problem/inline_problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::InlineProblem;
using ::judge::v1::InlineTest;
using ::judge::v1::StoredProblem;
using ::judge::v1::SubmitRequest;

// What the service takes as a name.
constexpr size_t kMostNameBytes = 255;

// 128 bits: no two clients' tokens are the same, and nobody guesses one.
std::string RandomToken() {
  std::random_device random;
  std::string token = "cli-";
  for (int i = 0; i < 4; ++i) absl::StrAppendFormat(&token, "%08x", random());
  return token;
}

// Whether `c` may be part of a file's path: then what precedes or follows a name belongs to it.
bool IsOfPath(char c) { return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '/'; }

absl::Status TooLarge(int64_t most_bytes) {
  return absl::InvalidArgumentError(absl::StrCat(
      "the tests take more than the ", most_bytes,
      " bytes that one message to this server may have; store them as a package with `sandbox_cli "
      "problem put DIR --id ID`, and submit with --problem-id ID"));
}

absl::StatusOr<std::string> ReadTestFile(const Problem& problem, const std::string& path,
                                         int64_t most_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenTestFile(problem, path));
  absl::StatusOr<std::string> contents =
      ReadDescriptor(fd.get(), std::max<int64_t>(most_bytes, 0), MakePrintableLine(path));
  if (absl::IsResourceExhausted(contents.status())) return TooLarge(most_bytes);
  return contents;
}

void SetProblemLimits(const ProblemLimits& limits, ::judge::v1::ProblemLimits* message) {
  *message->mutable_cpu_time() = ToDurationProto(limits.time);
  message->set_memory_bytes(limits.memory_bytes);
  message->set_output_bytes(limits.output_bytes);
  if (limits.source_bytes.has_value()) message->set_source_bytes(*limits.source_bytes);
  if (limits.compilation_time.has_value()) {
    *message->mutable_compile_time() = ToDurationProto(*limits.compilation_time);
  }
  if (limits.compilation_memory_bytes.has_value()) {
    message->set_compile_memory_bytes(*limits.compilation_memory_bytes);
  }
}

}  // namespace

std::string SourceNameForServer(const Source& source) {
  const std::string& name = source.display_name;
  const std::string last = name.substr(name.rfind('/') + 1);
  if (last.empty() || last == "." || last == "..") return "source";
  return std::string(Truncate(last, kMostNameBytes));
}

std::string WithUsersSourceName(absl::string_view text, const Source& source) {
  const std::string sent = SourceNameForServer(source);
  if (sent == source.display_name) return std::string(text);
  std::string result;
  size_t done = 0;
  for (size_t at = text.find(sent); at != absl::string_view::npos; at = text.find(sent, done)) {
    const size_t end = at + sent.size();
    const bool alone =
        (at == 0 || !IsOfPath(text[at - 1])) && (end == text.size() || !IsOfPath(text[end]));
    absl::StrAppend(&result, text.substr(done, at - done), alone ? source.display_name : sent);
    done = end;
  }
  absl::StrAppend(&result, text.substr(done));
  return result;
}

void AddFiles(const Source& source, SubmitRequest* request) {
  ::judge::v1::SourceFile* const file = request->add_files();
  file->set_name(SourceNameForServer(source));
  file->set_contents(source.contents);
  for (const CompanionFile& companion : source.companions) {
    ::judge::v1::SourceFile* const further = request->add_files();
    further->set_name(companion.name);
    further->set_contents(companion.contents);
  }
}

SubmitRequest MakeSubmitRequest(const SubmitFlags& flags, const Source& source,
                                const std::string& language) {
  SubmitRequest request;
  request.set_client_token(RandomToken());
  request.set_language(language);
  AddFiles(source, &request);
  SetLimits(flags.limits, request.mutable_limits());
  if (flags.compile_time_limit.has_value()) {
    *request.mutable_limits()->mutable_compile_time() = ToDurationProto(*flags.compile_time_limit);
  }
  request.set_all_tests(flags.all_tests);
  request.set_max_rerun_count(flags.max_reruns);
  const sandbox::RunDetails details = flags.report_details();
  request.set_count_instructions(details.instructions);
  request.set_memory_parts(details.memory);
  request.set_transcript(flags.transcript);
  request.set_detached(true);
  return request;
}

absl::StatusOr<StoredProblem> ParseStoredProblem(absl::string_view text) {
  StoredProblem problem;
  const size_t at = text.find('@');
  problem.set_id(std::string(text.substr(0, at)));
  if (at != absl::string_view::npos) problem.set_digest(std::string(text.substr(at + 1)));
  if (problem.id().empty() || (at != absl::string_view::npos && problem.digest().empty())) {
    return absl::InvalidArgumentError(
        absl::StrCat("--problem-id: \"", MakePrintableLine(text), "\" is not ID or ID@DIGEST"));
  }
  return problem;
}

absl::StatusOr<InlineProblem> MakeInlineProblem(const Problem& problem, int64_t most_bytes) {
  ASSAY_RETURN_IF_ERROR(CheckInline(problem));
  InlineProblem message;
  message.set_validator_flags(FormatValidatorFlags(problem.validator_flags));
  SetProblemLimits(problem.limits, message.mutable_limits());
  int64_t left = most_bytes;
  for (const TestCase& test_case : problem.tests) {
    InlineTest* const test = message.add_tests();
    test->set_name(std::string(Truncate(test_case.name, kMostNameBytes)));
    ASSAY_ASSIGN_OR_RETURN(*test->mutable_input(),
                           ReadTestFile(problem, test_case.input_path, left));
    left -= static_cast<int64_t>(test->input().size());
    if (test_case.answer_path.has_value()) {
      ASSAY_ASSIGN_OR_RETURN(*test->mutable_answer(),
                             ReadTestFile(problem, *test_case.answer_path, left));
      left -= static_cast<int64_t>(test->answer().size());
    }
  }
  if (static_cast<int64_t>(message.ByteSizeLong()) > most_bytes) return TooLarge(most_bytes);
  return message;
}

}  // namespace assay::judge
