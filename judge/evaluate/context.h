#ifndef ASSAY_JUDGE_EVALUATE_CONTEXT_H_
#define ASSAY_JUDGE_EVALUATE_CONTEXT_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "judge/evaluate/cancellation.h"
#include "judge/store/state_directory.h"
#include "sandbox/sandbox.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

class BlobCache;
class LanguageStore;
class PackagePrograms;
class Preparations;

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
  // Compilations that succeeded. Null: everything is compiled.
  BlobCache* compile_cache = nullptr;
  // Null: languages' preparations are not used.
  Preparations* preparations = nullptr;
  // Only who has the same is given a kept compilation.
  std::string cache_scope = "";
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CONTEXT_H_
