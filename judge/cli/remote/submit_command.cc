#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/input_feed.h"
#include "judge/cli/judgement_report.h"
#include "judge/cli/remote/commands.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/read_input.h"
#include "judge/cli/remote/remote_submission.h"
#include "judge/cli/remote/submit_request.h"
#include "judge/cli/submit_problem.h"
#include "judge/language/language_store.h"
#include "judge/language/source.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::InlineProblem;
using ::judge::v1::SubmitRequest;

// Of the message besides the tests.
constexpr int64_t kRestOfMessageBytes = 2 * kMaxSourceBytes;

absl::Status RefuseEmbeddedOnly(const SubmitFlags& flags) {
  if (flags.jobs != 0) return EmbeddedOnly("--jobs");
  if (!flags.include_folders.empty()) return EmbeddedOnly("--include");
  if (!flags.image.empty()) return EmbeddedOnly("--image");
  if (!flags.sandbox.accepted_weaknesses.empty()) return EmbeddedOnly("--weaken");
  return absl::OkStatus();
}

// By the file's ending as in embedded mode; whether there is such a language the server knows.
absl::StatusOr<std::string> ChooseLanguage(const SubmitFlags& flags,
                                           const LanguageStore& languages) {
  if (!flags.language.empty()) return flags.language;
  const absl::StatusOr<const ::judge::v1::Language*> guess = languages.Guess(flags.sources.front());
  if (guess.ok()) return (*guess)->id();
  return absl::NotFoundError(
      absl::StrCat(absl::string_view(guess.status().message()), " with --language"));
}

// Whether the problem's limits can be, where the language is one that we know.
absl::Status CheckLimits(const Problem& problem, const SubmitFlags& flags,
                         const std::string& language, const LanguageStore& languages) {
  const absl::StatusOr<const ::judge::v1::Language*> known = languages.Get(language);
  if (!known.ok()) return absl::OkStatus();
  const absl::Status status = PlanRunLimits(problem.limits, flags.limits, (*known)->run()).status();
  return IsProblemFault(status) ? Annotate(status, flags.problem.problem) : status;
}

// The one test of a program that runs on an input without an answer.
absl::StatusOr<::judge::v1::InlineTest> ReadOnlyTest(const ProblemFlags& flags, int stop_fd,
                                                     int64_t most_bytes) {
  constexpr size_t kMostNameBytes = 255;
  ::judge::v1::InlineTest test;
  test.set_name(flags.input.empty()
                    ? "standard input"
                    : std::string(Truncate(MakePrintableLine(flags.input), kMostNameBytes)));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<InputFeed> feed,
                         flags.input.empty() ? InputFeed::FromDescriptor(STDIN_FILENO)
                                             : InputFeed::FromFile(flags.input));
  const UniqueFd input = feed->TakeProgramEnd();
  if (!input.valid()) return test;
  ASSAY_ASSIGN_OR_RETURN(*test.mutable_input(), ReadInput(input.get(), stop_fd, most_bytes));
  return test;
}

// Asks the server how much a message may have, and adds the problem to `request`.
absl::Status AddProblem(const SubmitFlags& flags, const std::optional<Problem>& problem,
                        Connection& connection, SubmitRequest* request) {
  ASSAY_ASSIGN_OR_RETURN(const ::judge::v1::ServerInfo info, connection.GetServerInfo());
  if (!problem.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(*request->mutable_stored_problem(),
                           ParseStoredProblem(flags.problem.id));
    return absl::OkStatus();
  }
  const int64_t most_bytes = info.max_message_bytes() - kRestOfMessageBytes;
  ASSAY_ASSIGN_OR_RETURN(InlineProblem inline_problem, MakeInlineProblem(*problem, most_bytes));
  if (problem->tests.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*inline_problem.add_tests(),
                           ReadOnlyTest(flags.problem, connection.stop_fd(), most_bytes));
    request->set_max_rerun_count(0);
  }
  *request->mutable_inline_problem() = std::move(inline_problem);
  return absl::OkStatus();
}

}  // namespace

int SubmitThere(const ServerFlags& server, const SubmitFlags& flags) {
  if (const absl::Status refused = RefuseEmbeddedOnly(flags); !refused.ok()) {
    return Fail(kExitUsage, refused);
  }
  const absl::StatusOr<LanguageStore> languages = LanguageStore::BuiltIn();
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  const absl::StatusOr<std::string> language = ChooseLanguage(flags, *languages);
  if (!language.ok()) return Fail(kExitUsage, language.status());
  const absl::StatusOr<Source> source = ReadSource(flags.sources);
  if (!source.ok()) return Fail(ExitCodeOfArgument(source.status()), source.status());
  std::optional<Problem> problem;
  if (flags.problem.id.empty()) {
    absl::StatusOr<Problem> loaded = LoadProblem(flags.problem);
    const absl::Status good =
        loaded.ok() ? CheckLimits(*loaded, flags, *language, *languages) : loaded.status();
    if (IsProblemFault(good)) return ReportProblemFault(good, *language, flags.json);
    if (!good.ok()) return Fail(ExitCodeOfArgument(good), good);
    problem = *std::move(loaded);
  }

  const auto connection = Connection::Open(server);
  if (!connection.ok()) return Fail(ExitCodeOfArgument(connection.status()), connection.status());
  SubmitRequest request = MakeSubmitRequest(flags, *source, *language);
  const absl::Status added = AddProblem(flags, problem, **connection, &request);
  if (IsProblemFault(added) && problem.has_value()) {
    return ReportProblemFault(added, *language, flags.json);
  }
  if (!added.ok()) return (*connection)->Fail(added);
  RemoteSubmission submission(
      {.connection = **connection,
       .source = *source,
       .test_names = problem.has_value() ? TestNames(*problem) : std::vector<std::string>(),
       .without_tests = problem.has_value() && problem->tests.empty(),
       .json = flags.json,
       .retry_for = server.retry_for},
      std::move(request));
  return submission.Judge();
}

}  // namespace assay::judge
