#include "sandbox/base/status.h"

#include <cstring>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace assay {
namespace {

// An error like `status`, with its payloads, but for the code and the message.
absl::Status Rebuild(const absl::Status& status, absl::StatusCode code, absl::string_view message) {
  if (status.ok()) return status;
  absl::Status rebuilt(code, message);
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    rebuilt.SetPayload(type, payload);
  });
  return rebuilt;
}

}  // namespace

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
  return Rebuild(status, status.code(), absl::StrCat(context, ": ", status.message()));
}

absl::Status AsHostFault(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return status;
  return Rebuild(status, absl::StatusCode::kInternal, status.message());
}

}  // namespace assay
