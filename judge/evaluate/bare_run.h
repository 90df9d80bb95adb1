#ifndef ASSAY_JUDGE_EVALUATE_BARE_RUN_H_
#define ASSAY_JUDGE_EVALUATE_BARE_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/evaluate/plan_limits.h"
#include "sandbox/limits.h"
#include "sandbox/root_filesystem.h"

namespace assay::judge {

// What a run has that is no submission's: any program of the host's, in a jail.

// /usr and /etc/alternatives, read-only, and the links /bin, /lib, ... that the host has into /usr.
sandbox::RootFilesystem DefaultRoot();

// `argv` with its program as an absolute path in the jail: a name without slash is looked for in
// /usr/bin and /usr/sbin, which DefaultRoot() shows. NOT_FOUND or INVALID_ARGUMENT gives the fix.
absl::StatusOr<std::vector<std::string>> ResolveProgram(std::vector<std::string> argv);

// NAME=value, with a NAME. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> ParseEnvironmentEntry(absl::string_view text);

// PATH, HOME and LC_ALL, and then `entries`: the last one of a name counts.
std::vector<std::string> BareEnvironment(const std::vector<std::string>& entries);

// 10 s of cpu time, the wall time that follows from it, and Limits' defaults, where nothing is
// given. Files, stack and work directory may be as large as the memory.
sandbox::Limits PlanBareLimits(const LimitOverrides& given);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_BARE_RUN_H_
