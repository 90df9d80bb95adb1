#ifndef ASSAY_JUDGE_BATCH_HTML_REPORT_H_
#define ASSAY_JUDGE_BATCH_HTML_REPORT_H_

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "judge/batch/pass_at_k.h"
#include "proto/judge/v1/batch.pb.h"

namespace assay::judge {

// Results as one HTML file that needs nothing else: sortable table with the verdict of each test,
// plots with limits, and the evidence. Texts of programs are data for the page's script, which
// shows them as text; a Content-Security-Policy allows no script and no style but the page's own,
// by their hashes, and no connection. Memory is bounded: see what is left out below.
class HtmlReport {
 public:
  // Of these the rest is left out, which the report says.
  static constexpr int64_t kMostRows = 5000;
  static constexpr int kMostTests = 200;
  static constexpr int kMostEvidence = 3;
  static constexpr int64_t kMostEvidenceBytes = int64_t{24} << 20;
  static constexpr size_t kMostTasks = 2000;

  explicit HtmlReport(const ::judge::v1::BatchManifest& manifest);

  void Add(const ::judge::v1::BatchRecord& record);

  // The page. Empty `tasks` where there is no pass@k.
  std::string Finish(const std::map<std::string, SampleCounts>& tasks,
                     const std::vector<int64_t>& ks);

 private:
  int64_t ProblemOf(const ::judge::v1::BatchRecord& record);
  int VerdictOf(const std::string& name);
  nlohmann::json Evidence(const ::judge::v1::Judgement& judgement, nlohmann::json* row);

  const ::judge::v1::BatchManifest manifest_;
  nlohmann::json rows_ = nlohmann::json::array();
  nlohmann::json problems_ = nlohmann::json::array();
  std::map<std::string, int64_t> problem_numbers_;
  std::vector<std::string> verdicts_;
  std::map<std::string, int64_t> totals_;
  int64_t count_ = 0;
  int64_t evidence_bytes_ = 0;
  int64_t rows_without_evidence_ = 0;
  int64_t rows_with_cut_tests_ = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_HTML_REPORT_H_
