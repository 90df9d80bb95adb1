#ifndef ASSAY_JUDGE_SERVICE_POLICY_SET_H_
#define ASSAY_JUDGE_SERVICE_POLICY_SET_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "judge/language/language_store.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

// The languages and system call policies that judging goes by. A reload makes a new one; what is
// being judged keeps the one that it began with. Thread-safe.
struct PolicySet {
  // Those that are built in, with the files of `directory`/languages and `directory`/seccomp
  // (ID.textproto) in their places or added; an empty `directory` has none. INVALID_ARGUMENT names
  // the file and what is wrong with it, NOT_FOUND the directory.
  static absl::StatusOr<std::shared_ptr<PolicySet>> Load(const std::string& directory);

  PolicySet(LanguageStore languages, std::map<std::string, std::string> seccomp_texts)
      : languages(std::move(languages)), seccomp(std::move(seccomp_texts)) {}

  const LanguageStore languages;
  sandbox::PolicyStore seccomp;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_POLICY_SET_H_
