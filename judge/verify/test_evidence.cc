#include "judge/verify/test_evidence.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"
#include "judge/evaluate/convert.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxTextBytes = 200;

// On one line, and not more than a line's worth.
std::string Shortened(const std::string& text) {
  std::string line = MakePrintableLine(absl::StripAsciiWhitespace(text));
  if (line.size() <= kMaxTextBytes) return line;
  return absl::StrCat(Truncate(line, kMaxTextBytes), "...");
}

std::string EndOf(const ::judge::v1::TestResult& result) {
  const ::sandbox::v1::Outcome& outcome = result.outcome();
  if (outcome.has_exited()) {
    const int code = outcome.exited().exit_code();
    return code == 0 ? "" : absl::StrCat("exit code ", code);
  }
  if (outcome.has_signaled()) return absl::StrCat("killed by ", outcome.signaled().name());
  if (outcome.has_syscall_denied()) {
    return absl::StrCat("denied system call ", outcome.syscall_denied().name());
  }
  return "";
}

}  // namespace

absl::Duration CpuTimeOf(const ::judge::v1::TestResult& result) {
  return FromProto(result.usage().user_time()) + FromProto(result.usage().system_time());
}

std::string EvidenceOf(const ::judge::v1::TestResult& result) {
  std::vector<std::string> parts;
  if (result.has_difference()) {
    const ::judge::v1::Difference& difference = result.difference();
    parts.push_back(absl::StrCat("line ", difference.line(), ", column ", difference.column(),
                                 ": expected \"", Shortened(difference.expected()), "\", found \"",
                                 Shortened(difference.found()), "\" (", difference.reason(), ")"));
  }
  if (!result.message().empty()) parts.push_back(Shortened(result.message()));
  if (const std::string end = EndOf(result); !end.empty()) parts.push_back(end);
  switch (result.verdict()) {
    case ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED:
      parts.push_back(absl::StrFormat("cpu %.3f s", absl::ToDoubleSeconds(CpuTimeOf(result))));
      break;
    case ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED:
      parts.push_back(absl::StrFormat(
          "wall %.3f s", absl::ToDoubleSeconds(FromProto(result.usage().wall_time()))));
      break;
    case ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED:
      parts.push_back(absl::StrFormat(
          "memory %.1f MiB", static_cast<double>(result.usage().peak_memory_bytes()) / (1 << 20)));
      break;
    case ::judge::v1::VERDICT_RUNTIME_ERROR:
      if (!result.error_output().empty()) {
        parts.push_back(absl::StrCat("standard error: ", Shortened(result.error_output())));
      }
      break;
    default:
      break;
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace assay::judge
