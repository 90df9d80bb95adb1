#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/version.h"
#include "judge/batch/local_judge.h"
#include "judge/cli/batch_flags.h"
#include "judge/cli/batch_input.h"
#include "judge/cli/batch_run.h"
#include "judge/cli/commands.h"
#include "judge/cli/exit_code.h"
#include "judge/cli/image_jail.h"
#include "judge/cli/session.h"
#include "judge/evaluate/toolchain_version.h"
#include "judge/language/language_store.h"
#include "sandbox/base/status.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {
namespace {

absl::StatusOr<std::map<std::string, std::string>> Toolchains(const UsedLanguages& used,
                                                              Session& session) {
  std::map<std::string, std::string> toolchains;
  for (const auto& [id, language] : used) {
    ASSAY_RETURN_IF_ERROR(CheckInstalled(*language));
    ASSAY_ASSIGN_OR_RETURN(toolchains[id], ToolchainVersion(session.context(), *language));
  }
  return toolchains;
}

absl::StatusOr<std::unique_ptr<EntryJudge>> MakeJudge(const BatchFlags& flags,
                                                      const BatchInput& input, Session& session) {
  const std::vector<int>& cpus = session.sandbox().cpus();
  LocalJudge::Options options;
  options.judging.all_tests = flags.all_tests;
  options.judging.max_reruns = flags.max_reruns;
  options.judging.limits = flags.limits;
  options.judging.compile_time = flags.compile_time_limit;
  options.cpus.assign(cpus.begin(), flags.jobs == 0 ? cpus.end() : cpus.begin() + flags.jobs);
  ASSAY_ASSIGN_OR_RETURN(
      std::unique_ptr<LocalJudge> judge,
      LocalJudge::Create(session.context(), input.problems(), std::move(options)));
  return judge;
}

std::string PolicyTexts() {
  std::string texts;
  for (const auto& [name, text] : sandbox::PolicyStore::BuiltInTexts()) {
    absl::StrAppend(&texts, name, "\n", text, "\n");
  }
  return texts;
}

}  // namespace

int JudgeBatch(const BatchFlags& flags) {
  if (!flags.problem_ids.empty()) {
    return Fail(kExitUsage, absl::InvalidArgumentError(
                                "--problem-id names a server's problem; give --server, too"));
  }
  if (const absl::Status distinct = CheckBatchFiles(flags); !distinct.ok()) {
    return Fail(kExitUsage, distinct);
  }
  std::vector<StoredImage> images;
  const absl::StatusOr<LanguageStore> languages = OpenLanguages(&images);
  if (!languages.ok()) return Fail(kExitHost, languages.status());
  const absl::StatusOr<std::unique_ptr<BatchInput>> input = BatchInput::Open(flags, *languages);
  if (!input.ok()) return Fail(ExitCodeOfArgument(input.status()), input.status());
  SayWhatIsOdd(flags, **input);
  const absl::StatusOr<std::unique_ptr<Session>> opened =
      Session::Open(flags.sandbox, {}, flags.compile_cache);
  if (!opened.ok()) return Fail(kExitHost, opened.status());
  Session& session = **opened;
  const int cpus = static_cast<int>(session.sandbox().cpus().size());
  if (flags.jobs > cpus) {
    return Fail(kExitUsage, absl::InvalidArgumentError(absl::StrCat(
                                "--jobs: \"", flags.jobs, "\" is more than the ", cpus,
                                " cpus that runs can be timed on; use at most ", cpus)));
  }
  if (flags.limits.instructions.has_value()) {
    const absl::Status countable = session.sandbox().CheckInstructionCounter();
    if (!countable.ok()) return Fail(kExitHost, countable);
  }
  const BatchHost host = {
      .cancellation = session.cancellation(),
      .version = kVersion,
      .place = "",
      .memo_salt = PolicyTexts(),
      .toolchains = [&](const auto& used) { return Toolchains(used, session); },
      .make_judge = [&] { return MakeJudge(flags, **input, session); },
      .fail = [&](int code, const absl::Status& status) { return session.Fail(code, status); }};
  return RunBatch(flags, **input, host);
}

}  // namespace assay::judge
