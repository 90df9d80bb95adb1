#ifndef ASSAY_JUDGE_BATCH_RECORD_JSON_H_
#define ASSAY_JUDGE_BATCH_RECORD_JSON_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/judge/v1/batch.pb.h"

namespace assay::judge {

// A judgement with many tests makes a long line.
inline constexpr int64_t kMostRecordBytes = int64_t{256} << 20;

// One line with its end.
std::string RecordLine(::judge::v1::BatchRecord record);

// The reverse. Fields that a later version has added are passed over.
absl::StatusOr<::judge::v1::BatchRecord> ParseRecord(absl::string_view line);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_RECORD_JSON_H_
