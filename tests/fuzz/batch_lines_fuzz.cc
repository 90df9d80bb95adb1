// Lines of a batch: submissions, tasks, results.

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "judge/base/printable.h"
#include "judge/batch/csv_report.h"
#include "judge/batch/evaluation_set.h"
#include "judge/batch/junit_report.h"
#include "judge/batch/record_json.h"
#include "judge/batch/submission_line.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assay::judge;  // NOLINT
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = ParseSubmissionLine(text);
  if (line.ok() && line->files.empty() == line->source_file.empty()) __builtin_trap();
  // An error is shown on a terminal and stands in a result.
  if (!line.ok() && !IsPlainText(line.status().message())) __builtin_trap();
  for (const EvaluationKind kind : {EvaluationKind::kHumanEval, EvaluationKind::kMbpp}) {
    const auto task = ParseTask(kind, text);
    if (task.ok() && task->tests.empty()) __builtin_trap();
  }
  const auto record = ParseRecord(text);
  if (record.ok()) {
    const std::string row = CsvLine(*record) + JunitCase(*record);
    if (row.empty()) __builtin_trap();
  }
  return 0;
}
