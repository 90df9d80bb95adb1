#ifndef ASSAY_JUDGE_BASE_ERROR_DETAILS_H_
#define ASSAY_JUDGE_BASE_ERROR_DETAILS_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/google/rpc/status.pb.h"

namespace assay::judge {

// Errors as clients get them, https://cloud.google.com/apis/design/errors: an absl::Status carries
// google.rpc.ErrorInfo, RetryInfo and BadRequest as payloads under their type URLs, so that they
// survive Annotate() and every other function that passes statuses on.
//
// Texts are made printable in one line and cut, so that an error with its details fits into what
// gRPC's clients take as trailing metadata by default (8 KiB).

// The domain of every ErrorInfo.
inline constexpr char kErrorDomain[] = "assay";

// INVALID_ARGUMENT "FIELD: DESCRIPTION" with a BadRequest. `field` is a path of field names such as
// "files[0].name"; `description` says what is wrong and what would be right.
absl::Status FieldError(absl::string_view field, absl::string_view description);

// `status` with an ErrorInfo in place of the one it may have; OK stays OK. `reason` is constant for
// one cause, UPPER_SNAKE_CASE.
absl::Status WithReason(absl::Status status, absl::string_view reason,
                        const std::map<std::string, std::string>& metadata = {});

// `status` with a RetryInfo: try again after `delay` at the earliest. OK stays OK.
absl::Status WithRetry(absl::Status status, absl::Duration delay);

// The reason that WithReason(), or the server, has set; else empty.
std::string ReasonOf(const absl::Status& status);

// The delay that WithRetry(), or the server, has set. Never negative.
std::optional<absl::Duration> RetryDelayOf(const absl::Status& status);

// With the details that `status` carries, and an ErrorInfo in any case: without a reason of its own
// the reason is the code's name. UNKNOWN, and what is no code, becomes INTERNAL. OK is the default
// message.
google::rpc::Status ToRpcStatus(const absl::Status& status);

// The reverse, for what a server has sent. Details of other types are dropped; what is no code is
// UNKNOWN.
absl::Status FromRpcStatus(const google::rpc::Status& status);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_ERROR_DETAILS_H_
