#include "judge/batch/html_report.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "judge/base/printable.h"
#include "judge/base/sha256.h"
#include "judge/base/version.h"
#include "judge/batch/html_page.h"
#include "judge/batch/record_facts.h"

namespace assay::judge {
namespace {

using Json = nlohmann::json;
using ::judge::v1::BatchRecord;
using ::judge::v1::Judgement;
using ::judge::v1::TestResult;

constexpr size_t kMostTextBytes = 2000;
constexpr size_t kMostCompilerBytes = 4000;

std::string PagePart(absl::string_view name) {
  for (size_t i = 0; i < kPagePartsCount; ++i) {
    if (name == kPageParts[i].first) return kPageParts[i].second;
  }
  return "";
}

// https://www.w3.org/TR/CSP3/#grammardef-hash-source
std::string HashSource(absl::string_view text) {
  return absl::StrCat("'sha256-", absl::Base64Escape(Sha256Of(text)), "'");
}

// JSON for a script element: no "<" ends it or begins a comment, and all is ASCII.
std::string EmbeddedJson(const Json& json) {
  return absl::StrReplaceAll(json.dump(-1, ' ', true, Json::error_handler_t::replace),
                             {{"<", "\\u003c"}, {">", "\\u003e"}, {"&", "\\u0026"}});
}

std::string Cut(absl::string_view text, size_t most, bool* cut) {
  *cut = *cut || text.size() > most;
  return std::string(Truncate(text, most));
}

Json EvidenceOf(int number, const TestResult& result) {
  bool cut = result.error_output_truncated();
  Json evidence = {{"n", number}, {"end", EndText(result.outcome())}};
  if (!result.message().empty()) evidence["msg"] = Cut(result.message(), kMostTextBytes, &cut);
  if (result.has_difference()) {
    const ::judge::v1::Difference& difference = result.difference();
    evidence["d"] = {difference.line(), difference.column(),
                     Cut(difference.expected(), kMostTextBytes, &cut),
                     Cut(difference.found(), kMostTextBytes, &cut), difference.reason()};
  }
  if (!result.error_output().empty()) {
    evidence["err"] = Cut(result.error_output(), kMostTextBytes, &cut);
    evidence["cut"] = cut;
  }
  return evidence;
}

int64_t BytesOf(const Json& json) {
  return static_cast<int64_t>(json.dump(-1, ' ', true, Json::error_handler_t::replace).size());
}

}  // namespace

HtmlReport::HtmlReport(const ::judge::v1::BatchManifest& manifest) : manifest_(manifest) {}

int64_t HtmlReport::ProblemOf(const BatchRecord& record) {
  const auto [found, is_new] =
      problem_numbers_.emplace(record.problem(), static_cast<int64_t>(problems_.size()));
  if (is_new) problems_.push_back({{"name", record.problem()}, {"tests", Json::array()}});
  Json& tests = problems_[static_cast<size_t>(found->second)]["tests"];
  const Judgement& judgement = record.judgement();
  for (int i = static_cast<int>(tests.size());
       i < std::min(judgement.test_results_size(), kMostTests); ++i) {
    tests.push_back(judgement.test_results(i).name());
  }
  return found->second;
}

int HtmlReport::VerdictOf(const std::string& name) {
  const auto found = std::find(verdicts_.begin(), verdicts_.end(), name);
  if (found != verdicts_.end()) return static_cast<int>(found - verdicts_.begin());
  verdicts_.push_back(name);
  return static_cast<int>(verdicts_.size()) - 1;
}

Json HtmlReport::Evidence(const Judgement& judgement, Json* row) {
  Json evidence = Json::array();
  int left = 0;
  const int count = std::min(judgement.test_results_size(), kMostTests);
  for (int i = 0; i < count; ++i) {
    const TestResult& result = judgement.test_results(i);
    if (result.verdict() == ::judge::v1::VERDICT_ACCEPTED ||
        result.verdict() == ::judge::v1::VERDICT_SKIPPED) {
      continue;
    }
    if (static_cast<int>(evidence.size()) < kMostEvidence) {
      evidence.push_back(EvidenceOf(i, result));
    } else {
      ++left;
    }
  }
  if (left > 0) (*row)["ev_left"] = left;
  return evidence;
}

void HtmlReport::Add(const BatchRecord& record) {
  const RecordFacts facts = FactsOf(record);
  ++count_;
  ++totals_[facts.verdict];
  if (count_ > kMostRows) return;
  const Judgement& judgement = record.judgement();
  bool cut = false;
  Json row = {{"i", record.index()},
              {"id", record.id()},
              {"p", ProblemOf(record)},
              {"l", judgement.language()},
              {"v", facts.verdict},
              {"o", record.origin()},
              {"c", facts.cpu_seconds},
              {"m", facts.memory_bytes},
              {"e", Cut(facts.reason, kMostTextBytes, &cut)}};
  if (record.memo()) row["memo"] = record.memo_id();
  if (judgement.has_score()) row["s"] = judgement.score();
  if (judgement.has_limits()) {
    row["lt"] = static_cast<double>(judgement.limits().cpu_time().seconds()) +
                1e-9 * judgement.limits().cpu_time().nanos();
    row["lm"] = judgement.limits().memory_bytes();
  }
  for (const ::judge::v1::GroupResult& group : judgement.group_results()) {
    row["g"].push_back({group.name(), VerdictName(group.verdict()),
                        group.has_score() ? Json(group.score()) : Json()});
  }
  for (int i = 0; i < std::min(judgement.test_results_size(), kMostTests); ++i) {
    const TestResult& result = judgement.test_results(i);
    Json test = {VerdictOf(VerdictName(result.verdict()))};
    if (result.has_usage()) {
      test.push_back(CpuSeconds(result.usage()));
      test.push_back(result.usage().peak_memory_bytes());
      if (result.has_score()) test.push_back(result.score());
    }
    row["t"].push_back(std::move(test));
  }
  if (judgement.test_results_size() > kMostTests) {
    row["t_left"] = judgement.test_results_size() - kMostTests;
    ++rows_with_cut_tests_;
  }
  Json evidence = Evidence(judgement, &row);
  Json compiler;
  if (judgement.verdict() == ::judge::v1::VERDICT_COMPILE_ERROR) {
    cut = judgement.compile().output_truncated();
    compiler = Cut(judgement.compile().output(), kMostCompilerBytes, &cut);
  }
  const int64_t bytes = BytesOf(evidence) + BytesOf(compiler);
  if (evidence_bytes_ + bytes <= kMostEvidenceBytes) {
    evidence_bytes_ += bytes;
    row["ev"] = std::move(evidence);
    if (!compiler.is_null()) {
      row["co"] = std::move(compiler);
      row["cut"] = cut;
    }
  } else {
    ++rows_without_evidence_;
  }
  rows_.push_back(std::move(row));
}

std::string HtmlReport::Finish(const std::map<std::string, SampleCounts>& tasks,
                               const std::vector<int64_t>& ks) {
  Json data = {
      {"title", "Batch report"},
      {"subtitle",
       absl::StrCat(count_, " submissions, judged by Assay ",
                    manifest_.assay_version().empty() ? kVersion : manifest_.assay_version())},
      {"count", count_},
      {"set", !manifest_.evaluation_set().empty()},
      {"verdicts", verdicts_},
      {"ks", ks}};
  Json left_out = Json::array();
  if (count_ > kMostRows) {
    left_out.push_back(absl::StrCat("The table has the first ", kMostRows, " of ", count_,
                                    " submissions; the totals are of all. The rest is in the "
                                    "results file and the CSV."));
  }
  if (rows_without_evidence_ > 0) {
    left_out.push_back(absl::StrCat("The evidence of ", rows_without_evidence_,
                                    " submissions is left out here; the results file has it."));
  }
  if (rows_with_cut_tests_ > 0) {
    left_out.push_back(absl::StrCat("Of ", rows_with_cut_tests_, " submissions only the first ",
                                    kMostTests, " tests are here."));
  }
  Json pass = Json::array();
  if (!tasks.empty()) {
    Json mean = {"mean of all tasks", nullptr, nullptr};
    int64_t samples = 0;
    int64_t passed = 0;
    for (const MeanPassAtK& each : MeansOfPassAtK(tasks, ks)) {
      mean.push_back(each.mean.has_value() ? Json(*each.mean) : Json());
    }
    for (const auto& [task, counts] : tasks) {
      samples += counts.samples;
      passed += counts.passed;
      if (pass.size() == kMostTasks) continue;
      Json line = {task, counts.samples, counts.passed};
      for (const int64_t k : ks) {
        const std::optional<double> value = PassAtK(counts, k);
        line.push_back(value.has_value() ? Json(*value) : Json());
      }
      pass.push_back(std::move(line));
    }
    mean[1] = samples;
    mean[2] = passed;
    pass.insert(pass.begin(), std::move(mean));
    if (tasks.size() > kMostTasks) {
      left_out.push_back(absl::StrCat("pass@k is shown for the first ", kMostTasks, " of ",
                                      tasks.size(), " tasks; the mean is of all."));
    }
  }
  data["pass"] = std::move(pass);
  data["left_out"] = std::move(left_out);
  data["totals"] = Json::array();
  for (const auto& [verdict, count] : totals_) data["totals"].push_back({verdict, count});
  // In the order of the input, and not in that of their ends.
  std::sort(rows_.begin(), rows_.end(),
            [](const Json& a, const Json& b) { return a["i"] < b["i"]; });
  data["rows"] = std::move(rows_);
  data["problems"] = std::move(problems_);
  const std::string style = PagePart("style");
  const std::string script = PagePart("script");
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ",
      HashSource(script), "; style-src ", HashSource(style),
      "; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Batch report</title>\n"
      "<style>",
      style,
      "</style>\n</head>\n<body>\n<main id=\"top\"><noscript>This report needs its script to "
      "be shown.</noscript></main>\n<script type=\"application/json\" id=\"data\">",
      EmbeddedJson(data), "</script>\n<script>", script, "</script>\n</body>\n</html>\n");
}

}  // namespace assay::judge
