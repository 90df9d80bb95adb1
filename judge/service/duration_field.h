#ifndef ASSAY_JUDGE_SERVICE_DURATION_FIELD_H_
#define ASSAY_JUDGE_SERVICE_DURATION_FIELD_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace assay::judge {

// Puts `proto` in the place of `duration` where it is set. INVALID_ARGUMENT names `field`.
absl::Status MergeDuration(bool is_set, const google::protobuf::Duration& proto,
                           absl::string_view field, absl::Duration* duration);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_DURATION_FIELD_H_
