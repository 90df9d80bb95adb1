#ifndef ASSAY_JUDGE_EVALUATE_CONTEXT_H_
#define ASSAY_JUDGE_EVALUATE_CONTEXT_H_

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
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CONTEXT_H_
