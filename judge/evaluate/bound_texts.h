#ifndef ASSAY_JUDGE_EVALUATE_BOUND_TEXTS_H_
#define ASSAY_JUDGE_EVALUATE_BOUND_TEXTS_H_

#include <cstdint>

#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Cuts the texts of `result` (messages, error output, output) to their first 256 bytes each, and
// leaves out its transcripts, when they take `*used_bytes` beyond `limit_bytes`, of which they are
// added to.
void BoundTexts(int64_t limit_bytes, int64_t* used_bytes, ::judge::v1::TestResult* result);

// The same for all tests of a judgement, in their order.
void BoundTexts(int64_t limit_bytes, ::judge::v1::Judgement* judgement);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_BOUND_TEXTS_H_
