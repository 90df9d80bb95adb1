#ifndef ASSAY_SANDBOX_SECCOMP_POLICY_PARSER_H_
#define ASSAY_SANDBOX_SECCOMP_POLICY_PARSER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/sandbox/v1/policy.pb.h"

namespace assay::sandbox {

// Parses a textproto of SeccompPolicy, at most 64 KiB. INVALID_ARGUMENT with "LINE:COLUMN: what" of
// the first error. Does not look at what the fields say.
absl::StatusOr<::sandbox::v1::SeccompPolicy> ParsePolicy(const std::string& text);

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_SECCOMP_POLICY_PARSER_H_
