#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"
#include "judge/cli/batch_flags.h"
#include "judge/cli/batch_input.h"
#include "judge/cli/batch_run.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/remote/commands.h"
#include "judge/cli/remote/connection.h"
#include "judge/cli/remote/limits_message.h"
#include "judge/cli/remote/printable_message.h"
#include "judge/cli/remote/remote_judge.h"
#include "judge/cli/remote/submit_request.h"
#include "judge/language/language_store.h"
#include "judge/language/source.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::LanguagesReport;
using ::judge::v1::LanguageStatus;
using ::judge::v1::SubmitRequest;
using RemoteProblems = std::map<std::string, RemoteProblem>;

// Of a message besides the tests.
constexpr int64_t kRestOfMessageBytes = 2 * kMaxSourceBytes;

absl::Status RefuseEmbeddedOnly(const BatchFlags& flags) {
  if (flags.jobs != 0) return EmbeddedOnly("--jobs");
  if (!flags.sandbox.accepted_weaknesses.empty()) return EmbeddedOnly("--weaken");
  return absl::OkStatus();
}

SubmitRequest OptionsOf(const BatchFlags& flags) {
  SubmitRequest request;
  SetLimits(flags.limits, request.mutable_limits());
  if (flags.compile_time_limit.has_value()) {
    *request.mutable_limits()->mutable_compile_time() = ToDurationProto(*flags.compile_time_limit);
  }
  request.set_all_tests(flags.all_tests);
  request.set_max_rerun_count(flags.max_reruns);
  return request;
}

// The package that the id names now: a batch is judged by one, however long it takes.
absl::StatusOr<RemoteProblem> FindStored(const std::string& text, Connection& connection,
                                         std::string* digest) {
  RemoteProblem problem;
  ASSAY_ASSIGN_OR_RETURN(*problem.request.mutable_stored_problem(), ParseStoredProblem(text));
  ::judge::v1::StoredProblem& stored = *problem.request.mutable_stored_problem();
  if (stored.digest().empty()) {
    ::judge::v1::GetProblemRequest request;
    request.set_id(stored.id());
    ::judge::v1::StoredProblemInfo info;
    Connection::Call call(&connection);
    const grpc::Status end = connection.judge().GetProblem(call.context(), request, &info);
    if (!end.ok()) return connection.Explain(end);
    stored.set_digest(info.digest());
  }
  *digest = MakePrintableLine(stored.digest());
  return problem;
}

absl::StatusOr<RemoteProblem> SendInline(const std::string& name, const LoadedProblem& loaded,
                                         int64_t most_bytes) {
  RemoteProblem problem;
  if (!loaded.problem.ok()) {
    problem.fault = loaded.problem.status();
    return problem;
  }
  absl::StatusOr<::judge::v1::InlineProblem> made = MakeInlineProblem(*loaded.problem, most_bytes);
  if (IsProblemFault(made.status())) {
    problem.fault = made.status();
    return problem;
  }
  if (!made.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "problem ", name,
        " cannot be sent with each submission: ", absl::string_view(made.status().message()),
        "; store it with `sandbox_cli problem put DIR "
        "--id ID`, and judge by --problem-id ",
        name, "=ID"));
  }
  *problem.request.mutable_inline_problem() = *std::move(made);
  return problem;
}

absl::StatusOr<RemoteProblems> MakeProblems(const BatchFlags& flags, Connection& connection,
                                            int64_t max_message_bytes, BatchInput& input) {
  RemoteProblems problems;
  for (const std::string& each : flags.problem_ids) {
    const NamedArgument named = SplitNamed(each);
    std::string digest;
    absl::StatusOr<RemoteProblem> problem = FindStored(named.value, connection, &digest);
    if (!problem.ok()) return Annotate(problem.status(), "--problem-id");
    std::string name = named.name.value_or(problem->request.stored_problem().id());
    problems.emplace(name, *std::move(problem));
    ASSAY_RETURN_IF_ERROR(
        Annotate(input.AddProblem(std::move(name), std::move(digest)), "--problem-id"));
  }
  for (const auto& [name, loaded] : input.problems()) {
    if (problems.count(name) != 0) continue;
    ASSAY_ASSIGN_OR_RETURN(RemoteProblem problem,
                           SendInline(name, loaded, max_message_bytes - kRestOfMessageBytes));
    problems.emplace(name, std::move(problem));
  }
  return problems;
}

// Whether the server has asked the toolchains of `used`: it does so after its start.
bool KnowsVersions(const LanguagesReport& report, const UsedLanguages& used) {
  return std::all_of(report.languages().begin(), report.languages().end(),
                     [&used](const LanguageStatus& each) {
                       return used.count(each.id()) == 0 || !each.installed() ||
                              !each.version().empty() || !each.problem().empty();
                     });
}

// However long lost connections are retried: this server answers, and is not done with its start.
absl::StatusOr<LanguagesReport> ListLanguages(Connection& connection, const UsedLanguages& used) {
  constexpr absl::Duration kPause = absl::Milliseconds(200);
  absl::Duration wait = absl::Minutes(2);
  while (true) {
    LanguagesReport report;
    Connection::Call call(&connection);
    const grpc::Status end = connection.judge().ListLanguages(call.context(), {}, &report);
    if (!end.ok()) return connection.Explain(end);
    MakeStringsPrintable(&report);
    if (KnowsVersions(report, used)) return report;
    wait -= kPause;
    if (wait < absl::ZeroDuration() || !connection.Wait(kPause)) {
      return absl::UnavailableError("the server does not know its toolchains yet; try again");
    }
  }
}

absl::StatusOr<std::map<std::string, std::string>> Toolchains(const UsedLanguages& used,
                                                              Connection& connection) {
  ASSAY_ASSIGN_OR_RETURN(const LanguagesReport report, ListLanguages(connection, used));
  std::map<std::string, const LanguageStatus*> there;
  for (const LanguageStatus& each : report.languages()) there[each.id()] = &each;
  std::map<std::string, std::string> toolchains;
  for (const auto& [id, language] : used) {
    const auto found = there.find(id);
    if (found == there.end()) {
      return absl::FailedPreconditionError(absl::StrCat("the server has no language ", id));
    }
    if (!found->second->installed() || found->second->version().empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("on the server: ", found->second->problem()));
    }
    toolchains[id] = found->second->version();
  }
  return toolchains;
}

}  // namespace

int BatchThere(const ServerFlags& server, const BatchFlags& flags) {
  absl::Status usage = RefuseEmbeddedOnly(flags);
  if (usage.ok()) usage = CheckBatchFiles(flags);
  if (!usage.ok()) return Fail(kExitUsage, usage);
  const absl::StatusOr<LanguageStore> languages = LanguageStore::BuiltIn();
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  const absl::StatusOr<std::unique_ptr<BatchInput>> input = BatchInput::Open(flags, *languages);
  if (!input.ok()) return Fail(ExitCodeOfArgument(input.status()), input.status());
  const auto opened = Connection::Open(server);
  if (!opened.ok()) return Fail(ExitCodeOfArgument(opened.status()), opened.status());
  Connection& connection = **opened;
  const absl::StatusOr<::judge::v1::ServerInfo> info = connection.GetServerInfo();
  if (!info.ok()) return connection.Fail(info.status());
  const absl::StatusOr<RemoteProblems> problems =
      MakeProblems(flags, connection, info->max_message_bytes(), **input);
  if (!problems.ok()) return connection.Fail(problems.status());
  SayWhatIsOdd(flags, **input);
  const BatchHost host = {
      .cancellation = connection.cancellation(),
      .version = MakePrintableLine(info->version()),
      .place = "at a server",
      .memo_salt = "",
      .toolchains = [&](const auto& used) { return Toolchains(used, connection); },
      .make_judge = [&]() -> absl::StatusOr<std::unique_ptr<EntryJudge>> {
        ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<RemoteJudge> judge,
                               RemoteJudge::Create({.connection = connection,
                                                    .problems = *problems,
                                                    .options = OptionsOf(flags),
                                                    .retry_for = server.retry_for}));
        return judge;
      },
      .fail =
          [&](int code, const absl::Status& status) {
            return connection.interrupted() ? connection.Fail(status) : Fail(code, status);
          }};
  return RunBatch(flags, **input, host);
}

}  // namespace assay::judge
