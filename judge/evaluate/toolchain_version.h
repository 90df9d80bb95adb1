#ifndef ASSAY_JUDGE_EVALUATE_TOOLCHAIN_VERSION_H_
#define ASSAY_JUDGE_EVALUATE_TOOLCHAIN_VERSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// The first line that the language's version command prints, printable. It runs in the jail of the
// compile step, so that a toolchain which does not work there is found out. FAILED_PRECONDITION
// when it ends with an error.
absl::StatusOr<std::string> ToolchainVersion(const JudgeContext& context,
                                             const ::judge::v1::Language& language);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_TOOLCHAIN_VERSION_H_
