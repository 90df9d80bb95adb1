#ifndef ASSAY_JUDGE_CLI_SESSION_H_
#define ASSAY_JUDGE_CLI_SESSION_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/cli/signal_watcher.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/compile_aids.h"
#include "judge/evaluate/context.h"
#include "judge/evaluate/package_programs.h"
#include "judge/image/image_store.h"
#include "judge/language/language_store.h"
#include "judge/store/state_directory.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

// What every command that makes jails works with: a sandbox, a directory for this process, and
// signals that cancel what runs.
class Session {
 public:
  // Call before the process has threads. FAILED_PRECONDITION names what the host lacks and the fix.
  // In `include_folders` the compilers of problems' programs find further headers. Without
  // `compile_cache` everything is compiled.
  static absl::StatusOr<std::unique_ptr<Session>> Open(
      const sandbox::SandboxOptions& options, std::vector<std::string> include_folders = {},
      bool compile_cache = true);

  JudgeContext context() {
    return {.sandbox = *sandbox_,
            .policies = policies_,
            .state = *state_,
            .cancellation = cancellation_,
            .languages = *languages_,
            .package_programs = *package_programs_,
            .compile_cache = aids_.cache.get(),
            .preparations = aids_.preparations.get()};
  }
  sandbox::Sandbox& sandbox() { return *sandbox_; }
  sandbox::PolicyStore& policies() { return policies_; }
  const StateDirectory& state() const { return *state_; }
  Cancellation& cancellation() { return cancellation_; }

  // Prints why a run or judgement has no result, and returns the exit code: that of the signal
  // which stopped it, or `code`.
  int Fail(int code, const absl::Status& status) const;

 private:
  Session() = default;

  // Destroyed in the opposite order: the signals last.
  Cancellation cancellation_;
  std::unique_ptr<SignalWatcher> signals_;
  sandbox::PolicyStore policies_;
  // Of the languages that are judged in one.
  std::vector<StoredImage> images_;
  std::optional<LanguageStore> languages_;
  std::unique_ptr<StateDirectory> state_;
  CompileAids aids_;
  std::unique_ptr<PackagePrograms> package_programs_;
  std::unique_ptr<sandbox::Sandbox> sandbox_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_SESSION_H_
