#include "judge/service/log.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

using ::judge::v1::LogLevel;

constexpr size_t kMaxTextBytes = 1024;
constexpr absl::string_view kEnd = "}\n";
constexpr absl::string_view kTruncated = ",\"truncated\":true";
// Room for "dropped", which is added last.
constexpr size_t kReservedBytes = 40;
constexpr int kPatienceMs = 20;

// As a JSON string. What MakePrintableLine() leaves is UTF-8 without control characters.
std::string Quote(absl::string_view text) {
  std::string quoted = "\"";
  const std::string line = MakePrintableLine(Truncate(text, kMaxTextBytes));
  for (const char c : Truncate(line, kMaxTextBytes)) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

absl::string_view LevelName(LogLevel level) {
  switch (level) {
    case ::judge::v1::LOG_LEVEL_DEBUG:
      return "debug";
    case ::judge::v1::LOG_LEVEL_WARNING:
      return "warning";
    case ::judge::v1::LOG_LEVEL_ERROR:
      return "error";
    default:
      return "info";
  }
}

// Without the closing brace and newline.
std::string FormatOpen(absl::Time time, LogLevel level, absl::string_view event,
                       std::initializer_list<LogField> fields) {
  std::string line = absl::StrCat(
      "{\"time\":\"", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone()),
      "\",\"level\":\"", LevelName(level), "\",\"event\":", Quote(event));
  bool truncated = false;
  const size_t limit = kMaxLineBytes - kTruncated.size() - kReservedBytes - kEnd.size();
  for (const LogField& field : fields) {
    if (line.size() + 1 + field.json().size() > limit) {
      truncated = true;
      continue;
    }
    absl::StrAppend(&line, ",", field.json());
  }
  if (truncated) absl::StrAppend(&line, kTruncated);
  return line;
}

}  // namespace

LogField::LogField(absl::string_view name, absl::string_view text)
    : json_(absl::StrCat(Quote(name), ":", Quote(text))) {}

LogField::LogField(absl::string_view name, int64_t number)
    : json_(absl::StrCat(Quote(name), ":", number)) {}

LogField::LogField(absl::string_view name, bool value)
    : json_(absl::StrCat(Quote(name), ":", value ? "true" : "false")) {}

LogField::LogField(absl::string_view name, absl::Duration duration)
    // JSON has no infinity.
    : json_(
          absl::StrFormat("%s:%.6f", Quote(name),
                          absl::ToDoubleSeconds(std::min(std::max(duration, -absl::Hours(1 << 20)),
                                                         absl::Hours(1 << 20))))) {}

std::string FormatLogLine(absl::Time time, LogLevel level, absl::string_view event,
                          std::initializer_list<LogField> fields) {
  return absl::StrCat(FormatOpen(time, level, event, fields), kEnd);
}

// A pipe is ready for poll(2) when a write of up to PIPE_BUF bytes does not wait.
bool Log::HasRoom() {
  pollfd ready = {fd_, POLLOUT, 0};
  const int timeout_ms = dropped_ > 0 ? 0 : kPatienceMs;
  int count;
  do {
    count = poll(&ready, 1, timeout_ms);
  } while (count < 0 && errno == EINTR);
  return count > 0 && (ready.revents & POLLOUT) != 0;
}

void Log::Write(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  if (!IsOn(level)) return;
  std::string line = FormatOpen(absl::Now(), level, event, fields);
  absl::MutexLock lock(&mutex_);
  if (!HasRoom()) {
    ++dropped_;
    return;
  }
  if (dropped_ > 0) absl::StrAppend(&line, ",\"dropped\":", dropped_);
  absl::StrAppend(&line, kEnd);
  ssize_t written;
  do {
    written = write(fd_, line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  dropped_ = written < 0 ? dropped_ + 1 : 0;
}

}  // namespace assay::judge
