#ifndef ASSAY_JUDGE_BASE_DURATION_PROTO_H_
#define ASSAY_JUDGE_BASE_DURATION_PROTO_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace assay::judge {

// `duration` rounded towards zero to nanoseconds, and into the message's range of +-10,000 years.
google::protobuf::Duration ToDurationProto(absl::Duration duration);

// INVALID_ARGUMENT, in a few words, for what is not a Duration by google/protobuf/duration.proto:
// out of its range, nanoseconds of a second or more, or two signs.
absl::StatusOr<absl::Duration> FromDurationProto(const google::protobuf::Duration& duration);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_DURATION_PROTO_H_
