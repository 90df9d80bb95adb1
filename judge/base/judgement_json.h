#ifndef ASSAY_JUDGE_BASE_JUDGEMENT_JSON_H_
#define ASSAY_JUDGE_BASE_JUDGEMENT_JSON_H_

#include <functional>

#include "absl/strings/string_view.h"
#include "proto/judge/v1/batch.pb.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Takes the next piece of a text.
using TextSink = std::function<void(absl::string_view piece)>;

// Both write what protobuf's MessageToJsonString() makes with always_print_primitive_fields, byte
// for byte, but some tests at a time: with that option protobuf keeps a tree of all that it prints,
// which for 100,000 tests takes a gigabyte. Strings must be UTF-8.

// With whitespace; several lines.
void WriteJson(::judge::v1::Judgement judgement, const TextSink& sink);

// Without, and without an end of line.
void WriteJsonLine(::judge::v1::BatchRecord record, const TextSink& sink);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_JUDGEMENT_JSON_H_
