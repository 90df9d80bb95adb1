#ifndef ASSAY_JUDGE_EVALUATE_CONTEXT_H_
#define ASSAY_JUDGE_EVALUATE_CONTEXT_H_

#include <functional>

#include "absl/time/time.h"
#include "judge/evaluate/cancellation.h"
#include "judge/store/state_directory.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

class LanguageStore;
class PackagePrograms;

// What judging works with. Everything is thread-safe, and outlives every call that is given it.
struct JudgeContext {
  sandbox::Sandbox& sandbox;
  sandbox::PolicyStore& policies;
  const StateDirectory& state;
  Cancellation& cancellation;
  // What programs of problems may be written in, and those that are compiled.
  const LanguageStore& languages;
  PackagePrograms& package_programs;
  // Told the cpu time of each run when it is over, also of one that was killed or run again. Called
  // from several threads at once. May be empty.
  std::function<void(absl::Duration)> on_cpu_time = nullptr;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CONTEXT_H_
