#include "judge/batch/junit_report.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "judge/base/printable.h"
#include "judge/batch/record_facts.h"

namespace assay::judge {
namespace {

constexpr size_t kMostTextBytes = 4096;

bool IsError(const ::judge::v1::BatchRecord& record) {
  return !record.has_judgement() ||
         record.judgement().verdict() == ::judge::v1::VERDICT_JUDGE_ERROR;
}

// What there is to read about a failure.
std::string Details(const ::judge::v1::BatchRecord& record, const RecordFacts& facts) {
  const ::judge::v1::Judgement& judgement = record.judgement();
  std::string text = absl::StrCat(facts.reason, "\n");
  if (judgement.verdict() == ::judge::v1::VERDICT_COMPILE_ERROR) {
    absl::StrAppend(&text, Truncate(judgement.compile().output(), kMostTextBytes));
  }
  if (facts.first_failed >= 0) {
    absl::StrAppend(
        &text, Truncate(judgement.test_results(facts.first_failed).error_output(), kMostTextBytes));
  }
  return text;
}

}  // namespace

std::string XmlText(absl::string_view text) {
  std::string out;
  // Valid UTF-8 without control characters but \n and \t; U+FFFE and U+FFFF are what is left.
  for (const char c : MakePrintable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        out += c;
    }
  }
  return absl::StrReplaceAll(out,
                             {{"\xef\xbf\xbe", "\xef\xbf\xbd"}, {"\xef\xbf\xbf", "\xef\xbf\xbd"}});
}

void JunitTotals::Add(const ::judge::v1::BatchRecord& record) {
  const RecordFacts facts = FactsOf(record);
  ++cases;
  seconds += facts.total_cpu_seconds;
  if (IsError(record)) {
    ++errors;
  } else if (!facts.accepted) {
    ++failures;
  }
}

std::string JunitHead(const JunitTotals& totals) {
  const std::string attributes =
      absl::StrFormat("tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%.3f\"", totals.cases,
                      totals.failures, totals.errors, totals.seconds);
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites ", attributes,
                      ">\n<testsuite name=\"sandbox_cli batch\" ", attributes, ">\n");
}

std::string JunitCase(const ::judge::v1::BatchRecord& record) {
  const RecordFacts facts = FactsOf(record);
  const std::string begin = absl::StrCat("<testcase classname=\"", XmlText(record.problem()),
                                         "\" name=\"", XmlText(record.id()), "\" time=\"",
                                         absl::StrFormat("%.3f", facts.total_cpu_seconds), "\"");
  if (facts.accepted) return absl::StrCat(begin, "/>\n");
  const char* const kind = IsError(record) ? "error" : "failure";
  return absl::StrCat(begin, "><", kind, " type=\"", facts.verdict, "\" message=\"",
                      XmlText(absl::StrCat(facts.verdict, ": ", facts.reason)), "\">",
                      XmlText(Details(record, facts)), "</", kind, "></testcase>\n");
}

std::string JunitTail() { return "</testsuite>\n</testsuites>\n"; }

}  // namespace assay::judge
