#include "judge/batch/csv_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "judge/batch/record_facts.h"

namespace assay::judge {

std::string CsvField(absl::string_view text) {
  // https://owasp.org/www-community/attacks/CSV_Injection
  const bool formula =
      !text.empty() && absl::string_view("=+-@\t\r").find(text.front()) != absl::string_view::npos;
  std::string safe = absl::StrCat(formula ? "'" : "", text);
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  return absl::StrCat("\"", absl::StrReplaceAll(safe, {{"\"", "\"\""}}), "\"");
}

std::string CsvHead() {
  return "index,id,problem,language,verdict,score,tests,tests_run,tests_passed,first_failed,"
         "slowest_cpu_seconds,most_memory_bytes,memo_id,reason\r\n";
}

std::string CsvLine(const ::judge::v1::BatchRecord& record) {
  const RecordFacts facts = FactsOf(record);
  const ::judge::v1::Judgement& judgement = record.judgement();
  const std::string failed =
      facts.first_failed < 0 ? "" : judgement.test_results(facts.first_failed).name();
  return absl::StrCat(record.index(), ",", CsvField(record.id()), ",", CsvField(record.problem()),
                      ",", CsvField(judgement.language()), ",", facts.verdict, ",",
                      judgement.has_score() ? absl::StrCat(judgement.score()) : "", ",",
                      facts.tests, ",", facts.tests_run, ",", facts.tests_passed, ",",
                      CsvField(failed), ",", absl::StrFormat("%.6f", facts.cpu_seconds), ",",
                      facts.memory_bytes, ",", CsvField(record.memo_id()), ",",
                      CsvField(facts.reason), "\r\n");
}

}  // namespace assay::judge
