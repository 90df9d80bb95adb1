#ifndef ASSAY_JUDGE_BATCH_CSV_REPORT_H_
#define ASSAY_JUDGE_BATCH_CSV_REPORT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "proto/judge/v1/batch.pb.h"

namespace assay::judge {

// Results as CSV (RFC 4180), a line for each submission. A text that a spreadsheet would take for a
// formula gets an apostrophe before it.
std::string CsvHead();
std::string CsvLine(const ::judge::v1::BatchRecord& record);

// One text as a field.
std::string CsvField(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_CSV_REPORT_H_
