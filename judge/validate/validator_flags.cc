#include "judge/validate/validator_flags.h"

#include <cmath>
#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "judge/validate/decimal_number.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

absl::StatusOr<double> ParseTolerance(const std::string& flag,
                                      const std::vector<std::string>& words, size_t index) {
  if (index >= words.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("validator flag ", flag, " needs a tolerance after it, such as 1e-6"));
  }
  const std::optional<double> value = ParseDecimalNumber(words[index]);
  if (!value.has_value() || !std::isfinite(*value) || *value < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("validator flag ", flag,
                     ": the tolerance must be a number of at least 0, such as 1e-6, not \"",
                     absl::CHexEscape(words[index].substr(0, 64)), "\""));
  }
  return *value;
}

}  // namespace

absl::StatusOr<ValidatorFlags> ParseValidatorFlags(const std::vector<std::string>& words) {
  ValidatorFlags flags;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "case_sensitive") {
      flags.case_sensitive = true;
    } else if (word == "space_change_sensitive") {
      flags.space_change_sensitive = true;
    } else if (word == "float_tolerance") {
      ASSAY_ASSIGN_OR_RETURN(const double tolerance, ParseTolerance(word, words, ++i));
      flags.float_relative_tolerance = tolerance;
      flags.float_absolute_tolerance = tolerance;
    } else if (word == "float_relative_tolerance") {
      ASSAY_ASSIGN_OR_RETURN(flags.float_relative_tolerance, ParseTolerance(word, words, ++i));
    } else if (word == "float_absolute_tolerance") {
      ASSAY_ASSIGN_OR_RETURN(flags.float_absolute_tolerance, ParseTolerance(word, words, ++i));
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown validator flag \"", absl::CHexEscape(word.substr(0, 64)),
                       "\"; known are case_sensitive, space_change_sensitive, float_tolerance E, "
                       "float_relative_tolerance E and float_absolute_tolerance E"));
    }
  }
  return flags;
}

std::string FormatValidatorFlags(const ValidatorFlags& flags) {
  std::vector<std::string> words;
  if (flags.case_sensitive) words.push_back("case_sensitive");
  if (flags.space_change_sensitive) words.push_back("space_change_sensitive");
  const auto add_number = [&words](const char* name, const std::optional<double>& value) {
    // As many digits as make the same number again.
    if (value.has_value()) words.push_back(absl::StrFormat("%s %.17g", name, *value));
  };
  add_number("float_relative_tolerance", flags.float_relative_tolerance);
  add_number("float_absolute_tolerance", flags.float_absolute_tolerance);
  return absl::StrJoin(words, " ");
}

}  // namespace assay::judge
