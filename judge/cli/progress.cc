#include "judge/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "judge/base/printable.h"
#include "judge/cli/text_report.h"
#include "judge/evaluate/verdict.h"

namespace assay::judge {
namespace {

constexpr int kMaxNameWidth = 40;

void Write(std::FILE* file, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

void Widen(const std::string& name, int* width) {
  *width = std::max(*width, std::min(static_cast<int>(name.size()), kMaxNameWidth));
}

}  // namespace

bool WantsColor(std::FILE* file) {
  const char* no_color = getenv("NO_COLOR");
  const char* term = getenv("TERM");
  return isatty(fileno(file)) == 1 && (no_color == nullptr || *no_color == '\0') &&
         term != nullptr && std::string(term) != "dumb";
}

Progress::Progress(const std::vector<std::string>& names, bool all_tests, std::FILE* file)
    : all_tests_(all_tests),
      file_(file),
      is_terminal_(isatty(fileno(file)) == 1),
      color_(WantsColor(file)),
      test_count_(static_cast<int>(names.size())) {
  for (const std::string& name : names) Widen(name, &name_width_);
}

void Progress::CompileStarted() {
  if (is_terminal_) Write(file_, "compiling");
}

void Progress::CompileFinished(const ::judge::v1::CompileResult& compile) {
  ClearStatus();
  if (compile.succeeded()) Write(file_, CompileText(compile));
}

void Progress::TestStarted(const std::string& name, int test_count) {
  latest_started_ = name;
  test_count_ = test_count;
  ShowStatus();
}

void Progress::TestFinished(int index, const ::judge::v1::TestResult& result) {
  ++ended_;
  if (!has_groups_) {
    waiting_[index] = result;
    PrintReady();
  } else if (result.verdict() != ::judge::v1::VERDICT_SKIPPED) {
    Print(result);
  }
  ShowStatus();
}

void Progress::Restart() {
  ClearStatus();
  next_ = 0;
  stopped_ = false;
  waiting_.clear();
  latest_started_.clear();
  ended_ = 0;
}

void Progress::PrintReady() {
  for (auto it = waiting_.find(next_); it != waiting_.end() && !stopped_;
       it = waiting_.find(next_)) {
    Print(it->second);
    stopped_ = IsFailure(it->second.verdict()) && !all_tests_;
    waiting_.erase(it);
    ++next_;
  }
}

void Progress::Print(const ::judge::v1::TestResult& result) {
  ClearStatus();
  Widen(result.name(), &name_width_);
  Write(file_, absl::StrCat(TestLine(result, name_width_, color_), TestEvidence(result)));
}

void Progress::ShowStatus() {
  if (!is_terminal_ || stopped_ || ended_ == test_count_ || latest_started_.empty()) return;
  Write(file_, absl::StrFormat("\r\x1b[K[%d/%d] %s", ended_, test_count_,
                               Truncate(latest_started_, kMaxNameWidth)));
}

void Progress::ClearStatus() {
  if (is_terminal_) Write(file_, "\r\x1b[K");
}

void Progress::Finish(const ::judge::v1::Judgement& judgement) {
  ClearStatus();
  if (judgement.has_compile() && !judgement.compile().succeeded()) {
    Write(file_, CompileText(judgement.compile()));
  }
  int skipped = 0;
  for (const ::judge::v1::TestResult& result : judgement.test_results()) {
    if (result.verdict() == ::judge::v1::VERDICT_SKIPPED) ++skipped;
  }
  if (skipped > 0) {
    Write(file_,
          absl::StrCat("  ", skipped, skipped == 1 ? " test was skipped" : " tests were skipped",
                       has_groups_ ? " because of" : " after",
                       has_groups_ ? " an earlier one" : " the first failure",
                       "; --all-tests runs them\n"));
  }
  Write(file_, GroupsText(judgement, color_));
  Write(file_, SummaryLine(judgement, color_));
}

}  // namespace assay::judge
