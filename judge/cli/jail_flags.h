#ifndef ASSAY_JUDGE_CLI_JAIL_FLAGS_H_
#define ASSAY_JUDGE_CLI_JAIL_FLAGS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/root_filesystem.h"

namespace assay::judge {

// HOST:JAIL or HOST:JAIL:rw. A relative HOST is meant from the current directory; it must exist.
// INVALID_ARGUMENT or NOT_FOUND repeats the text and gives the accepted form.
absl::StatusOr<sandbox::BindMount> ParseBind(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_JAIL_FLAGS_H_
