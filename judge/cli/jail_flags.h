#ifndef ASSAY_JUDGE_CLI_JAIL_FLAGS_H_
#define ASSAY_JUDGE_CLI_JAIL_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "sandbox/root_filesystem.h"

namespace assay::judge {

// HOST:JAIL or HOST:JAIL:rw. A relative HOST is meant from the current directory; it must exist.
// INVALID_ARGUMENT or NOT_FOUND repeats the text and gives the accepted form.
absl::StatusOr<sandbox::BindMount> ParseBind(absl::string_view text);

// NAME=value, with a NAME. INVALID_ARGUMENT otherwise.
absl::StatusOr<std::string> ParseEnvironmentEntry(absl::string_view text);

// What `run` shows of the host when nobody says otherwise: /usr and /etc/alternatives, read-only,
// and the links /bin, /lib, ... that the host has into /usr.
sandbox::RootFilesystem DefaultRoot();

// `argv` with its program as an absolute path in the jail: a name without slash is looked for in
// /usr/bin and /usr/sbin, which DefaultRoot() shows. NOT_FOUND or INVALID_ARGUMENT gives the fix.
absl::StatusOr<std::vector<std::string>> ResolveProgram(std::vector<std::string> argv);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_JAIL_FLAGS_H_
