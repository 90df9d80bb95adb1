#include "judge/batch/reports.h"

#include <memory>
#include <optional>

#include "judge/batch/csv_report.h"
#include "judge/batch/html_report.h"
#include "judge/batch/junit_report.h"
#include "judge/batch/record_facts.h"
#include "judge/batch/record_reader.h"
#include "judge/batch/report_file.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchRecord;

absl::StatusOr<std::unique_ptr<ReportFile>> OpenReport(const std::string& path) {
  if (path.empty()) return nullptr;
  return ReportFile::Create(path);
}

void Count(const BatchRecord& record, ResultsSummary* summary) {
  const RecordFacts facts = FactsOf(record);
  ++summary->count;
  ++summary->verdicts[facts.verdict];
  if (record.memo()) ++summary->memo;
  // Without a task nobody knows whose sample it is.
  if (summary->evaluation_set.empty() || record.problem().empty()) return;
  SampleCounts& counts = summary->tasks[record.problem()];
  ++counts.samples;
  if (facts.accepted) ++counts.passed;
}

// JUnit says at its beginning how many there are.
absl::Status WriteJunit(const std::string& results, const JunitTotals& totals,
                        const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader, RecordReader::Open(results));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<ReportFile> file, ReportFile::Create(path));
  ASSAY_RETURN_IF_ERROR(file->Write(JunitHead(totals)));
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<BatchRecord> record, reader->Next());
    if (!record.has_value()) break;
    ASSAY_RETURN_IF_ERROR(file->Write(JunitCase(*record)));
  }
  ASSAY_RETURN_IF_ERROR(file->Write(JunitTail()));
  return file->Commit();
}

}  // namespace

absl::StatusOr<ResultsSummary> MakeReports(const std::string& path, const ReportPaths& reports,
                                           const std::vector<int64_t>& ks) {
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader, RecordReader::Open(path));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<ReportFile> csv, OpenReport(reports.csv));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<ReportFile> html, OpenReport(reports.html));
  ResultsSummary summary;
  summary.evaluation_set = reader->manifest().evaluation_set();
  HtmlReport page(reader->manifest());
  JunitTotals junit;
  if (csv != nullptr) ASSAY_RETURN_IF_ERROR(csv->Write(CsvHead()));
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<BatchRecord> record, reader->Next());
    if (!record.has_value()) break;
    Count(*record, &summary);
    if (csv != nullptr) ASSAY_RETURN_IF_ERROR(csv->Write(CsvLine(*record)));
    if (!reports.junit.empty()) junit.Add(*record);
    if (html != nullptr) page.Add(*record);
  }
  if (csv != nullptr) ASSAY_RETURN_IF_ERROR(csv->Commit());
  if (html != nullptr) {
    ASSAY_RETURN_IF_ERROR(html->Write(page.Finish(summary.tasks, ks)));
    ASSAY_RETURN_IF_ERROR(html->Commit());
  }
  if (!reports.junit.empty()) {
    ASSAY_RETURN_IF_ERROR(WriteJunit(path, junit, reports.junit));
  }
  return summary;
}

}  // namespace assay::judge
