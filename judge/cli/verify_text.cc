#include "judge/cli/verify_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "judge/base/printable.h"
#include "judge/cli/text_report.h"
#include "judge/cli/units.h"
#include "judge/evaluate/convert.h"

namespace assay::judge {
namespace {

using ::judge::v1::CheckResult;
using ::judge::v1::PackageReport;
using ::judge::v1::SubmissionReport;
using ::judge::v1::TimeLimitReport;

constexpr size_t kColumns = 8;
using Row = std::array<std::string, kColumns>;

constexpr size_t kMaxWidth = 40;

const char* ColorOf(CheckResult result) {
  switch (result) {
    case ::judge::v1::CHECK_RESULT_PASSED:
      return "\x1b[32m";
    case ::judge::v1::CHECK_RESULT_WARNING:
      return "\x1b[33m";
    case ::judge::v1::CHECK_RESULT_ERROR:
      return "\x1b[35m";
    default:
      return "\x1b[31m";
  }
}

std::string Colored(const std::string& text, CheckResult result, bool color) {
  return color ? absl::StrCat(ColorOf(result), text, "\x1b[0m") : text;
}

std::string ScoreText(const SubmissionReport& report) {
  return report.has_score() ? absl::StrFormat("%g", report.score()) : "";
}

std::string VerdictColumn(const SubmissionReport& report) {
  if (report.verdict() == ::judge::v1::VERDICT_UNSPECIFIED) return "not judged";
  return VerdictText(report.verdict(), /*color=*/false);
}

// A column that is empty for all is left out of the table.
Row MakeRow(const SubmissionReport& report) {
  Row row = {report.name(),         report.language(), report.expected(),
             VerdictColumn(report), ScoreText(report), report.slowest_test()};
  if (report.has_slowest_cpu_time()) {
    row[6] = absl::StrCat(FormatSeconds(FromProto(report.slowest_cpu_time())), " of ",
                          FormatSeconds(FromProto(report.cpu_time_limit())));
  }
  if (report.peak_memory_bytes() > 0) row[7] = FormatMebibytes(report.peak_memory_bytes());
  return row;
}

// Padded to the column's width. Names and expectations may be long: cut.
std::string Cell(const std::string& text, size_t width) {
  const absl::string_view cut = Truncate(text, width);
  std::string cell(cut);
  if (cut.size() < text.size() && cell.size() > 3) {
    cell = absl::StrCat(Truncate(cut, width - 3), "...");
  }
  cell.resize(std::max(cell.size(), width), ' ');
  return cell;
}

std::string SubmissionsText(const PackageReport& report, bool color) {
  if (report.submissions().empty()) return "";
  Row heading = {"submission", "language", "expected",      "got",
                 "score",      "slowest",  "time of limit", "memory"};
  std::vector<Row> rows = {heading};
  for (const SubmissionReport& submission : report.submissions()) {
    rows.push_back(MakeRow(submission));
  }
  std::array<size_t, kColumns> widths = {};
  for (size_t column = 0; column < kColumns; ++column) {
    bool used = false;
    for (size_t row = 0; row < rows.size(); ++row) {
      widths[column] = std::max(widths[column], std::min(rows[row][column].size(), kMaxWidth));
      used = used || (row > 0 && !rows[row][column].empty());
    }
    if (!used) widths[column] = 0;
  }
  std::string text;
  for (size_t row = 0; row < rows.size(); ++row) {
    std::string line;
    for (size_t column = 0; column < kColumns; ++column) {
      if (widths[column] == 0) continue;
      std::string cell = Cell(rows[row][column], widths[column]);
      if (row > 0 && column == 3) {
        cell = Colored(cell, report.submissions(static_cast<int>(row) - 1).result(), color);
      }
      absl::StrAppend(&line, "  ", cell);
    }
    absl::StrAppend(&text, std::string(absl::StripTrailingAsciiWhitespace(absl::string_view(line))),
                    "\n");
    if (row == 0) continue;
    const SubmissionReport& submission = report.submissions(static_cast<int>(row) - 1);
    if (!submission.message().empty()) {
      absl::StrAppend(&text, "    ", submission.message(), "\n");
    }
    for (const auto& discrepancy : submission.discrepancies()) {
      absl::StrAppend(
          &text, "    expected ", discrepancy.expectation(), "; came ", discrepancy.found(),
          discrepancy.test().empty() ? "" : absl::StrCat(" on ", discrepancy.test()),
          discrepancy.evidence().empty() ? "" : absl::StrCat(": ", discrepancy.evidence()), "\n");
    }
  }
  return text;
}

std::string TimeLimitText(const TimeLimitReport& report, bool color) {
  std::string text = absl::StrCat("  time limit ", FormatSeconds(FromProto(report.limit())),
                                  report.computed() ? ", computed" : ", given");
  if (!report.slowest_accepted().empty()) {
    absl::StrAppend(&text, "\n    slowest that must be in time: ",
                    FormatSeconds(FromProto(report.slowest_accepted_time())), ", ",
                    report.slowest_accepted());
    if (report.has_accepted_margin()) {
      absl::StrAppendFormat(&text, "; the limit is %.1f times that", report.accepted_margin());
    }
  }
  if (!report.fastest_too_slow().empty()) {
    absl::StrAppend(&text, "\n    fastest that must be too slow: at least ",
                    FormatSeconds(FromProto(report.fastest_too_slow_time())), ", ",
                    report.fastest_too_slow());
    absl::StrAppendFormat(&text, "; %.1f times the limit", report.too_slow_margin());
  }
  if (!report.message().empty()) {
    absl::StrAppend(&text, "\n    ",
                    Colored(CheckResultText(report.result()), report.result(), color), "  ",
                    report.message());
  }
  return absl::StrCat(text, "\n");
}

}  // namespace

std::string CheckResultText(CheckResult result) {
  return std::string(absl::StripPrefix(::judge::v1::CheckResult_Name(result), "CHECK_RESULT_"));
}

std::string VerifyText(const PackageReport& report, bool color) {
  std::string text =
      absl::StrCat(report.path(), report.name().empty() ? "" : ": ", report.name(), "\n");
  for (const auto& check : report.checks()) {
    const std::string result = absl::StrFormat("%-7s", CheckResultText(check.result()));
    absl::StrAppend(&text, "  ", Colored(result, check.result(), color), "  ", check.name(),
                    check.message().empty() ? "" : ": ", check.message(), "\n");
  }
  absl::StrAppend(&text, SubmissionsText(report, color));
  if (report.has_time_limit()) absl::StrAppend(&text, TimeLimitText(report.time_limit(), color));
  const auto is_bad = [](const SubmissionReport& each) {
    return each.result() > ::judge::v1::CHECK_RESULT_WARNING;
  };
  const int bad = static_cast<int>(
      std::count_if(report.submissions().begin(), report.submissions().end(), is_bad));
  absl::StrAppend(&text, Colored(CheckResultText(report.result()), report.result(), color), "  ",
                  report.path());
  if (!report.submissions().empty()) {
    absl::StrAppend(&text, "  ", report.submissions_size() - bad, " of ", report.submissions_size(),
                    " submissions as expected");
  }
  return absl::StrCat(text, "\n");
}

}  // namespace assay::judge
