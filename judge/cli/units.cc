#include "judge/cli/units.h"

#include <cmath>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxTextBytes = 64;

absl::Status Refuse(absl::string_view text, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", MakePrintableLine(Truncate(text, kMaxTextBytes)), "\" ", what));
}

struct Unit {
  const char* name;
  double value;
};

constexpr Unit kSizeUnits[] = {
    {"B", 1},
    {"KiB", 1024.0},
    {"MiB", 1024.0 * 1024},
    {"GiB", 1024.0 * 1024 * 1024},
    {"kB", 1e3},
    {"KB", 1e3},
    {"MB", 1e6},
    {"GB", 1e9},
};

constexpr Unit kMultipliers[] = {{"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}};

// Digits with at most one point: no sign, exponent, hexadecimal or "nan".
bool IsPlainNumber(absl::string_view text) {
  int digits = 0;
  int points = 0;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) {
      ++digits;
    } else if (c == '.') {
      ++points;
    } else {
      return false;
    }
  }
  return digits > 0 && points <= 1;
}

// A number and one of `units`; `form` says what is accepted.
absl::StatusOr<int64_t> ParseWithUnit(absl::string_view text, absl::Span<const Unit> units,
                                      absl::string_view form, absl::string_view too_large) {
  size_t digits = 0;
  while (digits < text.size() && (absl::ascii_isdigit(text[digits]) || text[digits] == '.')) {
    ++digits;
  }
  const absl::string_view number = text.substr(0, digits);
  const absl::string_view unit = text.substr(digits);
  double value = 0;
  if (text.size() > kMaxTextBytes || !IsPlainNumber(number) || !absl::SimpleAtod(number, &value)) {
    return Refuse(text, form);
  }
  for (const Unit& known : units) {
    if (unit != known.name) continue;
    const double whole = std::floor(value * known.value);
    if (whole < 1) return Refuse(text, form);
    // 2^62 is a double; what is below fits.
    if (whole >= std::ldexp(1.0, 62)) return Refuse(text, too_large);
    return static_cast<int64_t>(whole);
  }
  return Refuse(text, form);
}

}  // namespace

absl::StatusOr<absl::Duration> ParseDuration(absl::string_view text) {
  constexpr char kForm[] = "is not a positive time with a unit, such as 2s, 500ms or 1m";
  absl::Duration duration;
  // ParseDuration() takes a bare "0" and "inf" too.
  if (text.empty() || text.size() > kMaxTextBytes || !absl::ascii_isdigit(text.front()) ||
      !absl::ParseDuration(text, &duration) || duration <= absl::ZeroDuration()) {
    return Refuse(text, kForm);
  }
  if (duration == absl::InfiniteDuration()) return Refuse(text, "is too long a time");
  return duration;
}

absl::StatusOr<int64_t> ParseSize(absl::string_view text) {
  return ParseWithUnit(text, kSizeUnits,
                       "is not a positive size with a unit, such as 256MiB, 64KiB or 1GB",
                       "is too large a size");
}

absl::StatusOr<int64_t> ParseQuantity(absl::string_view text) {
  return ParseWithUnit(text, kMultipliers,
                       "is not a positive number, such as 1000000, 500M or 1.5G",
                       "is too large a number");
}

absl::StatusOr<int> ParseCount(absl::string_view text) {
  int count = 0;
  if (!IsPlainNumber(text) || !absl::SimpleAtoi(text, &count) || count < 1 || count > 1'000'000) {
    return Refuse(text, "is not a whole number of 1 to 1000000");
  }
  return count;
}

std::string FormatSeconds(absl::Duration duration) {
  return absl::StrFormat("%.3f s", absl::ToDoubleSeconds(duration));
}

std::string FormatMebibytes(int64_t bytes) {
  return absl::StrFormat("%.1f MiB", static_cast<double>(bytes) / (1 << 20));
}

}  // namespace assay::judge
