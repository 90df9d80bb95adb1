#ifndef ASSAY_SANDBOX_SECCOMP_POLICY_COMPILER_H_
#define ASSAY_SANDBOX_SECCOMP_POLICY_COMPILER_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/seccomp/filter.h"
#include "sandbox/seccomp/policy_rules.h"

namespace assay::sandbox {

// The filter of policy `name`: a call that no rule opens, and every call of i386 or x32, gives
// SECCOMP_RET_USER_NOTIF, so that it can be named. Without a listener such a call is not executed
// either. Errors of LoadPolicy(); INTERNAL when libseccomp refuses.
absl::StatusOr<SeccompFilter> CompilePolicy(absl::string_view name, const PolicyTexts& texts);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_POLICY_COMPILER_H_
