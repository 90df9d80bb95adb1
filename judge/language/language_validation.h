#ifndef ASSAY_JUDGE_LANGUAGE_LANGUAGE_VALIDATION_H_
#define ASSAY_JUDGE_LANGUAGE_LANGUAGE_VALIDATION_H_

#include "absl/status/status.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// INVALID_ARGUMENT, "FIELD: WHAT IS WRONG", unless every field is as language.proto asks.
absl::Status ValidateLanguage(const ::judge::v1::Language& language);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_LANGUAGE_LANGUAGE_VALIDATION_H_
