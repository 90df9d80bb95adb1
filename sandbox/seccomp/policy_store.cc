#include "sandbox/seccomp/policy_store.h"

#include <utility>

#include "policies/seccomp/policies.h"
#include "sandbox/base/status.h"
#include "sandbox/seccomp/policy_compiler.h"

namespace assay::sandbox {

std::map<std::string, std::string> PolicyStore::BuiltInTexts() {
  std::map<std::string, std::string> texts;
  for (size_t i = 0; i < policies::kSeccompPoliciesCount; ++i) {
    texts.emplace(policies::kSeccompPolicies[i].first, policies::kSeccompPolicies[i].second);
  }
  return texts;
}

PolicyStore::PolicyStore() : PolicyStore(BuiltInTexts()) {}

PolicyStore::PolicyStore(std::map<std::string, std::string> texts) : texts_(std::move(texts)) {}

absl::StatusOr<std::shared_ptr<const SeccompFilter>> PolicyStore::Get(absl::string_view name) {
  const std::string key(name);
  // Held while compiling, so that a policy that many runs wait for is compiled once.
  const absl::MutexLock lock(&mutex_);
  if (const auto found = compiled_.find(key); found != compiled_.end()) return found->second;
  ASSAY_ASSIGN_OR_RETURN(SeccompFilter filter, CompilePolicy(name, texts_));
  auto shared = std::make_shared<const SeccompFilter>(std::move(filter));
  compiled_.emplace(key, shared);
  return shared;
}

std::vector<std::string> PolicyStore::Names() const {
  std::vector<std::string> names;
  for (const auto& [name, text] : texts_) names.push_back(name);
  return names;
}

}  // namespace assay::sandbox
