#ifndef ASSAY_JUDGE_CLI_REMOTE_SUBMIT_REQUEST_H_
#define ASSAY_JUDGE_CLI_REMOTE_SUBMIT_REQUEST_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/cli/submit_flags.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// The submission that the flags ask for, without a problem. It goes on when the connection breaks,
// and has a random client token so that sending it again changes nothing.
::judge::v1::SubmitRequest MakeSubmitRequest(const SubmitFlags& flags, const Source& source,
                                             const std::string& language);

// Adds the source's files as the server is to call them.
void AddFiles(const Source& source, ::judge::v1::SubmitRequest* request);

// ID or ID@DIGEST. INVALID_ARGUMENT for an empty part.
absl::StatusOr<::judge::v1::StoredProblem> ParseStoredProblem(absl::string_view text);

// A problem with its tests, limits and validator flags, read from its files. INVALID_ARGUMENT when
// it takes more than `most_bytes`, UNIMPLEMENTED when the problem is judged by more than these;
// else errors as in problem.h.
absl::StatusOr<::judge::v1::InlineProblem> MakeInlineProblem(const Problem& problem,
                                                             int64_t most_bytes);

// What the server is to call the source: a name without folders.
std::string SourceNameForServer(const Source& source);

// `text` of the compiler's with what the server calls the source put back to what the user does.
std::string WithUsersSourceName(absl::string_view text, const Source& source);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_SUBMIT_REQUEST_H_
