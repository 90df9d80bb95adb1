#include "judge/validate/decimal_number.h"

#include <cmath>
#include <limits>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/strip.h"

namespace assay::judge {
namespace {

// Removes leading digits; tells whether there were any.
bool ConsumeDigits(absl::string_view& text) {
  const size_t size = text.size();
  while (!text.empty() && absl::ascii_isdigit(text.front())) text.remove_prefix(1);
  return text.size() < size;
}

bool ConsumeSign(absl::string_view& text) {
  return absl::ConsumePrefix(&text, "+") || absl::ConsumePrefix(&text, "-");
}

bool IsDecimalNumber(absl::string_view text) {
  ConsumeSign(text);
  const bool whole = ConsumeDigits(text);
  const bool fraction = absl::ConsumePrefix(&text, ".") && ConsumeDigits(text);
  if (!whole && !fraction) return false;
  if (absl::ConsumePrefix(&text, "e") || absl::ConsumePrefix(&text, "E")) {
    ConsumeSign(text);
    if (!ConsumeDigits(text)) return false;
  }
  return text.empty();
}

}  // namespace

std::optional<double> ParseDecimalNumber(absl::string_view text) {
  if (!IsDecimalNumber(text)) return std::nullopt;
  // from_chars knows no plus sign.
  absl::ConsumePrefix(&text, "+");
  double value = 0;
  const absl::from_chars_result result =
      absl::from_chars(text.data(), text.data() + text.size(), value);
  // Past the range it leaves the largest or the smallest double.
  if (result.ec == std::errc::result_out_of_range) {
    const double magnitude = std::fabs(value) > 1 ? std::numeric_limits<double>::infinity() : 0;
    return std::copysign(magnitude, value);
  }
  return value;
}

}  // namespace assay::judge
