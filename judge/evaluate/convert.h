#ifndef ASSAY_JUDGE_EVALUATE_CONVERT_H_
#define ASSAY_JUDGE_EVALUATE_CONVERT_H_

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "proto/sandbox/v1/run.pb.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"

namespace assay::judge {

void SetDuration(absl::Duration value, google::protobuf::Duration* duration);
absl::Duration FromProto(const google::protobuf::Duration& duration);

// The sandbox's values as messages.
::sandbox::v1::Limits ToProto(const sandbox::Limits& limits);
::sandbox::v1::Usage ToProto(const sandbox::Usage& usage);
::sandbox::v1::Outcome ToProto(const sandbox::Outcome& outcome);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CONVERT_H_
