#include "judge/cli/batch_progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "judge/base/printable.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

constexpr absl::Duration kRedraw = absl::Milliseconds(250);
constexpr absl::Duration kFirstLine = absl::Seconds(5);
constexpr absl::Duration kMostBetweenLines = absl::Minutes(5);
constexpr int kBarWidth = 20;

// "1,234,567".
std::string Grouped(int64_t number) {
  const std::string digits = absl::StrCat(number);
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
    grouped += digits[i];
  }
  return grouped;
}

int ColumnsOf(std::FILE* file) {
  winsize size = {};
  return ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

int64_t DoneOf(const ProgressState& state) { return state.done_before + state.counts.done; }

}  // namespace

std::string RoughDuration(absl::Duration duration) {
  const int64_t seconds = absl::ToInt64Seconds(absl::Ceil(duration, absl::Seconds(1)));
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, "m ", seconds % 60, "s");
  return absl::StrCat(seconds / 3600, "h ", seconds % 3600 / 60, "m");
}

std::string ProgressBar(const ProgressState& state, int width) {
  if (state.total <= 0 || width < 3) return "";
  const int inner = width - 2;
  const int full = static_cast<int>(std::min<int64_t>(inner, DoneOf(state) * inner / state.total));
  return absl::StrCat("[", std::string(full, '#'), std::string(inner - full, '-'), "]");
}

std::string ProgressText(const ProgressState& state) {
  const BatchCounts& counts = state.counts;
  const int64_t done = DoneOf(state);
  std::string text = Grouped(done);
  if (state.total > 0) {
    absl::StrAppend(&text, " of ", Grouped(state.total), " (", done * 100 / state.total, " %)");
  }
  const double rate = counts.done / std::max(absl::ToDoubleSeconds(state.elapsed), 1e-3);
  if (counts.done > 0) {
    absl::StrAppend(&text, absl::StrFormat("  %.1f/s", rate));
    if (state.total > done) {
      absl::StrAppend(&text, "  ", RoughDuration(absl::Seconds((state.total - done) / rate)),
                      " left");
    }
  }
  std::vector<std::string> parts = {absl::StrCat(Grouped(counts.accepted), " accepted"),
                                    absl::StrCat(Grouped(counts.rejected), " rejected")};
  if (counts.judge_errors > 0) {
    parts.push_back(absl::StrCat(Grouped(counts.judge_errors), " judge errors"));
  }
  if (counts.bad_entries > 0) parts.push_back(absl::StrCat(Grouped(counts.bad_entries), " bad"));
  if (counts.memo > 0) parts.push_back(absl::StrCat(Grouped(counts.memo), " from memo"));
  if (counts.host_failures > 0) {
    parts.push_back(absl::StrCat(Grouped(counts.host_failures), " not judged"));
  }
  return absl::StrCat(text, "  ", absl::StrJoin(parts, ", "));
}

BatchProgress::BatchProgress(std::FILE* file, int64_t total, int64_t done_before)
    : file_(file),
      is_terminal_(isatty(fileno(file)) == 1),
      total_(total),
      done_before_(done_before),
      start_(absl::Now()) {}

absl::StatusOr<std::unique_ptr<BatchProgress>> BatchProgress::Start(std::FILE* file, int64_t total,
                                                                    int64_t done_before) {
  std::unique_ptr<BatchProgress> progress(new BatchProgress(file, total, done_before));
  ASSAY_ASSIGN_OR_RETURN(progress->thread_, StartThread([raw = progress.get()] { raw->Show(); }));
  return progress;
}

BatchProgress::~BatchProgress() { Stop(); }

ProgressState BatchProgress::StateNow() const {
  return {.counts = counts_,
          .total = total_,
          .done_before = done_before_,
          .elapsed = absl::Now() - start_};
}

ProgressState BatchProgress::state() const {
  const absl::MutexLock lock(&mutex_);
  return StateNow();
}

void BatchProgress::Update(const BatchCounts& counts) {
  const absl::MutexLock lock(&mutex_);
  counts_ = counts;
}

void BatchProgress::Say(const std::string& line) {
  const absl::MutexLock lock(&mutex_);
  std::fprintf(file_, "%s%s\n", is_terminal_ ? "\r\x1b[K" : "", line.c_str());
  std::fflush(file_);
}

void BatchProgress::Draw() {
  const ProgressState state = StateNow();
  const std::string text = ProgressText(state);
  if (!is_terminal_) {
    std::fprintf(file_, "%s\n", text.c_str());
  } else {
    const std::string bar = ProgressBar(state, kBarWidth);
    const std::string line = absl::StrCat(bar, bar.empty() ? "" : " ", text);
    // A line that wraps cannot be taken back.
    std::fprintf(file_, "\r\x1b[K%s",
                 std::string(Truncate(line, static_cast<size_t>(ColumnsOf(file_) - 1))).c_str());
  }
  std::fflush(file_);
}

void BatchProgress::Show() {
  const absl::MutexLock lock(&mutex_);
  absl::Duration wait = is_terminal_ ? kRedraw : kFirstLine;
  while (!mutex_.AwaitWithTimeout(absl::Condition(&stop_), wait)) {
    Draw();
    if (!is_terminal_) wait = std::min(2 * wait, kMostBetweenLines);
  }
}

void BatchProgress::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    if (stop_) return;
    stop_ = true;
    if (is_terminal_) {
      std::fputs("\r\x1b[K", file_);
      std::fflush(file_);
    }
  }
  thread_.join();
}

}  // namespace assay::judge
