#include "judge/service/duration_field.h"

#include "absl/status/statusor.h"
#include "judge/base/duration_proto.h"
#include "judge/base/error_details.h"

namespace assay::judge {

absl::Status MergeDuration(bool is_set, const google::protobuf::Duration& proto,
                           absl::string_view field, absl::Duration* duration) {
  if (!is_set) return absl::OkStatus();
  const absl::StatusOr<absl::Duration> value = FromDurationProto(proto);
  if (!value.ok()) return FieldError(field, value.status().message());
  *duration = *value;
  return absl::OkStatus();
}

}  // namespace assay::judge
