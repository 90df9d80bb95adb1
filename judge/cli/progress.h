#ifndef ASSAY_JUDGE_CLI_PROGRESS_H_
#define ASSAY_JUDGE_CLI_PROGRESS_H_

#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/evaluate/evaluator.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Whether `file` is a terminal that wants colours (https://no-color.org).
bool WantsColor(std::FILE* file);

// Shows a judgement as it grows: a line for each test, in the problem's order, as soon as all
// before it have ended; on a terminal also a line with what runs now. Outlives the evaluation.
class Progress {
 public:
  // Does not own `file`.
  Progress(const Problem& problem, bool all_tests, std::FILE* file);

  // To be called from Evaluate(), which never calls two at once.
  EvaluationEvents Events();

  // Prints what Events() has not shown: skipped tests in one line, and the summary.
  void Finish(const ::judge::v1::Judgement& judgement);

  // There is no judgement: leaves a clean line for the error.
  void Abandon() { ClearStatus(); }

 private:
  void Print(const ::judge::v1::TestResult& result);
  void PrintReady();
  // The line of a terminal that says what runs.
  void ShowStatus();
  void ClearStatus();

  const int test_count_;
  const bool all_tests_;
  std::FILE* const file_;
  const bool is_terminal_;
  const bool color_;
  std::vector<std::string> names_;
  int name_width_ = 0;
  int next_ = 0;
  bool stopped_ = false;
  std::map<int, ::judge::v1::TestResult> waiting_;
  std::optional<int> latest_started_;
  int ended_ = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_PROGRESS_H_
