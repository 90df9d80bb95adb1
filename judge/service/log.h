#ifndef ASSAY_JUDGE_SERVICE_LOG_H_
#define ASSAY_JUDGE_SERVICE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "proto/judge/v1/config.pb.h"

namespace assay::judge {

// A name and a JSON value. Names are the caller's constants.
class LogField {
 public:
  LogField(absl::string_view name, absl::string_view text);
  LogField(absl::string_view name, const char* text) : LogField(name, absl::string_view(text)) {}
  LogField(absl::string_view name, const std::string& text)
      : LogField(name, absl::string_view(text)) {}
  LogField(absl::string_view name, int64_t number);
  LogField(absl::string_view name, int number) : LogField(name, int64_t{number}) {}
  LogField(absl::string_view name, bool value);
  // In seconds.
  LogField(absl::string_view name, absl::Duration duration);

  // `"NAME":VALUE`.
  const std::string& json() const { return json_; }

 private:
  std::string json_;
};

// One event as one JSON object in one line of at most kMaxLineBytes: "time" (RFC 3339, UTC),
// "level", "event", then the fields. Texts are made printable and cut; fields that have no room are
// left out, and then there is `"truncated":true`.
inline constexpr size_t kMaxLineBytes = 4096;
std::string FormatLogLine(absl::Time time, ::judge::v1::LogLevel level, absl::string_view event,
                          std::initializer_list<LogField> fields);

// Writes events to a descriptor, each by a single write(2), which other writers of the same pipe
// can't cut in two (POSIX: up to PIPE_BUF bytes, 4,096). Thread-safe.
//
// Never waits long: a line for which the descriptor has no room within 20 ms is dropped, and those
// after it at once until one has had room; that one has their number as "dropped".
class Log {
 public:
  // Events below `level` are left out. `fd` is not owned and outlives this object.
  Log(int fd, ::judge::v1::LogLevel level) : fd_(fd), level_(level) {}

  bool IsOn(::judge::v1::LogLevel level) const { return level >= level_; }

  // `event` is constant, such as "submission_accepted". Submissions and clients are fields
  // "submission" and "client" everywhere.
  void Write(::judge::v1::LogLevel level, absl::string_view event,
             std::initializer_list<LogField> fields = {});

  void Debug(absl::string_view event, std::initializer_list<LogField> fields = {}) {
    Write(::judge::v1::LOG_LEVEL_DEBUG, event, fields);
  }
  void Info(absl::string_view event, std::initializer_list<LogField> fields = {}) {
    Write(::judge::v1::LOG_LEVEL_INFO, event, fields);
  }
  void Warning(absl::string_view event, std::initializer_list<LogField> fields = {}) {
    Write(::judge::v1::LOG_LEVEL_WARNING, event, fields);
  }
  void Error(absl::string_view event, std::initializer_list<LogField> fields = {}) {
    Write(::judge::v1::LOG_LEVEL_ERROR, event, fields);
  }

 private:
  bool HasRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int fd_;
  const ::judge::v1::LogLevel level_;
  absl::Mutex mutex_;
  // Lines since the last one that was written.
  int64_t dropped_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_LOG_H_
