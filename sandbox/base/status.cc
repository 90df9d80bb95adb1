#include "sandbox/base/status.h"

#include <cstring>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace assay {

std::string ErrnoName(int error_number) {
  const char* name = strerrorname_np(error_number);
  return name != nullptr ? name : absl::StrCat("errno ", error_number);
}

absl::Status ErrnoStatus(int error_number, absl::string_view operation) {
  const char* text = strerrordesc_np(error_number);
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      absl::StrCat(operation, ": ", text != nullptr ? text : "unknown error", " [",
                                   ErrnoName(error_number), "]"));
}

absl::Status Annotate(const absl::Status& status, absl::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(status.code(), absl::StrCat(context, ": ", status.message()));
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    annotated.SetPayload(type, payload);
  });
  return annotated;
}

}  // namespace assay
