#include "sandbox/host/mountinfo.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace assay::sandbox {
namespace {

bool IsOctalDigit(char c) { return c >= '0' && c <= '7'; }

// The kernel writes space, tab, newline, '#' and backslash as \ooo. Anything that is not such an
// escape stays as it is, and so does \000: a NUL in a path would cut it short in system calls.
std::string Unescape(absl::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && IsOctalDigit(text[i + 1]) &&
        IsOctalDigit(text[i + 2]) && IsOctalDigit(text[i + 3])) {
      const int value = (text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0');
      if (value > 0 && value < 256) {
        result.push_back(static_cast<char>(value));
        i += 3;
        continue;
      }
    }
    result.push_back(text[i]);
  }
  return result;
}

std::vector<std::string> ParseOptions(absl::string_view text) {
  std::vector<std::string> options;
  for (absl::string_view option : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    options.push_back(Unescape(option));
  }
  return options;
}

// ID PARENT MAJOR:MINOR ROOT MOUNT_POINT OPTIONS [OPTIONAL...] - TYPE SOURCE SUPER_OPTIONS
std::optional<MountInfo> ParseLine(absl::string_view line) {
  // Empty fields count: a mount made with an empty source has two spaces in a row.
  const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ');
  constexpr size_t kFixedFields = 6;
  if (fields.size() < kFixedFields) return std::nullopt;
  const auto separator = std::find(fields.begin() + kFixedFields, fields.end(), "-");
  if (fields.end() - separator < 4) return std::nullopt;

  MountInfo mount;
  if (!absl::SimpleAtoi(fields[0], &mount.mount_id) || mount.mount_id < 0 ||
      !absl::SimpleAtoi(fields[1], &mount.parent) || mount.parent < 0) {
    return std::nullopt;
  }
  mount.root = Unescape(fields[3]);
  mount.mount_point = Unescape(fields[4]);
  mount.options = ParseOptions(fields[5]);
  mount.fs_type = Unescape(separator[1]);
  mount.source = Unescape(separator[2]);
  mount.super_options = ParseOptions(separator[3]);
  if (mount.mount_point.empty() || mount.mount_point[0] != '/' || mount.fs_type.empty()) {
    return std::nullopt;
  }
  return mount;
}

}  // namespace

std::vector<MountInfo> ParseMountinfo(absl::string_view text) {
  std::vector<MountInfo> mounts;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    if (std::optional<MountInfo> mount = ParseLine(line)) mounts.push_back(*std::move(mount));
  }
  return mounts;
}

}  // namespace assay::sandbox
