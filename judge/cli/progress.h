#ifndef ASSAY_JUDGE_CLI_PROGRESS_H_
#define ASSAY_JUDGE_CLI_PROGRESS_H_

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Whether `file` is a terminal that wants colours (https://no-color.org).
bool WantsColor(std::FILE* file);

// Shows a judgement as it grows: a line for each test, in the problem's order, as soon as all
// before it have ended; on a terminal also a line with what runs now. Thread-compatible.
class Progress {
 public:
  // `names` are the tests', or empty where they are not known yet: then columns may move. Does not
  // own `file`.
  Progress(const std::vector<std::string>& names, bool all_tests, std::FILE* file);

  // Tests go on after a failure, and come in their order, though not all of them: see
  // GroupSchedule.
  void ExpectGroups() { has_groups_ = true; }

  void CompileStarted();
  void CompileFinished(const ::judge::v1::CompileResult& compile);
  void TestStarted(const std::string& name, int test_count);
  // `index` counts the tests in the problem's order, from 0.
  void TestFinished(int index, const ::judge::v1::TestResult& result);

  // Everything is judged anew.
  void Restart();

  // Prints what has not been shown: skipped tests in one line, and the summary.
  void Finish(const ::judge::v1::Judgement& judgement);

  // There is no judgement: leaves a clean line for the error.
  void Abandon() { ClearStatus(); }

 private:
  void Print(const ::judge::v1::TestResult& result);
  void PrintReady();
  // The line of a terminal that says what runs.
  void ShowStatus();
  void ClearStatus();

  const bool all_tests_;
  std::FILE* const file_;
  const bool is_terminal_;
  const bool color_;
  int test_count_ = 0;
  int name_width_ = 0;
  int next_ = 0;
  bool has_groups_ = false;
  bool stopped_ = false;
  std::map<int, ::judge::v1::TestResult> waiting_;
  std::string latest_started_;
  int ended_ = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_PROGRESS_H_
