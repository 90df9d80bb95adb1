#ifndef ASSAY_SANDBOX_SECCOMP_POLICY_STORE_H_
#define ASSAY_SANDBOX_SECCOMP_POLICY_STORE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "sandbox/seccomp/filter.h"

namespace assay::sandbox {

// The seccomp policies of policies/seccomp, compiled on first use and kept. Thread-safe.
class PolicyStore {
 public:
  // The policies that were built into the program.
  PolicyStore();
  // Their texts: name -> textproto of sandbox.v1.SeccompPolicy.
  static std::map<std::string, std::string> BuiltInTexts();
  // Named policies as textproto of sandbox.v1.SeccompPolicy: name -> text.
  explicit PolicyStore(std::map<std::string, std::string> texts);

  // NOT_FOUND lists the known names; INVALID_ARGUMENT names the policy and what is wrong with it.
  absl::StatusOr<std::shared_ptr<const SeccompFilter>> Get(absl::string_view name);

  std::vector<std::string> Names() const;

 private:
  const std::map<std::string, std::string> texts_;
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<const SeccompFilter>> compiled_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_POLICY_STORE_H_
