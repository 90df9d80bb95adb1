#ifndef ASSAY_JUDGE_BASE_TEXTPROTO_H_
#define ASSAY_JUDGE_BASE_TEXTPROTO_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace assay::judge {

// Parses `text` into `message`, which is cleared first. INVALID_ARGUMENT "NAME:LINE:COLUMN: what",
// in one line, for the first error; a field that is unknown, or set twice, is one. Does not look at
// what the fields say.
absl::Status ParseTextproto(const std::string& text, absl::string_view name,
                            google::protobuf::Message* message);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_TEXTPROTO_H_
