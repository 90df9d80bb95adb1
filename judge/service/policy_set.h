#ifndef ASSAY_JUDGE_SERVICE_POLICY_SET_H_
#define ASSAY_JUDGE_SERVICE_POLICY_SET_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/image/image_store.h"
#include "judge/language/language_store.h"
#include "sandbox/seccomp/policy_store.h"

namespace assay::judge {

// The languages and system call policies that judging goes by. A reload makes a new one; what is
// being judged keeps the one that it began with. Thread-safe.
struct PolicySet {
  // Those that are built in, with the files of `directory`/languages and `directory`/seccomp
  // (ID.textproto) in their places or added; an empty `directory` has none. INVALID_ARGUMENT names
  // the file and what is wrong with it, NOT_FOUND the directory. Languages that name an image get
  // it from the store below `state_root`.
  static absl::StatusOr<std::shared_ptr<PolicySet>> Load(const std::string& directory,
                                                         const std::string& state_root);

  PolicySet(std::vector<StoredImage> images, LanguageStore languages,
            std::map<std::string, std::string> seccomp_texts, std::string state_root)
      : images(std::move(images)),
        languages(std::move(languages)),
        seccomp(std::move(seccomp_texts)),
        state_root(std::move(state_root)) {}

  // Of the languages that are judged in one.
  const std::vector<StoredImage> images;
  const LanguageStore languages;
  sandbox::PolicyStore seccomp;
  const std::string state_root;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_POLICY_SET_H_
