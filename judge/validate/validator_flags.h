#ifndef ASSAY_JUDGE_VALIDATE_VALIDATOR_FLAGS_H_
#define ASSAY_JUDGE_VALIDATE_VALIDATOR_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::judge {

// What the default output validator of the ICPC problem package format can be told.
struct ValidatorFlags {
  // Without it the case of ASCII letters does not count.
  bool case_sensitive = false;
  // Without it any run of white space equals any other, and none at either end counts.
  bool space_change_sensitive = false;
  // With either, numbers are compared by value. Finite, not negative.
  std::optional<double> float_relative_tolerance = std::nullopt;
  std::optional<double> float_absolute_tolerance = std::nullopt;

  bool compares_numbers() const {
    return float_relative_tolerance.has_value() || float_absolute_tolerance.has_value();
  }
  friend bool operator==(const ValidatorFlags&, const ValidatorFlags&) = default;
};

// Reads `case_sensitive`, `space_change_sensitive`, `float_tolerance E` (sets both of the
// following), `float_relative_tolerance E` and `float_absolute_tolerance E`, where E is a decimal
// number in a word of its own. A later word overrides an earlier one. INVALID_ARGUMENT names the
// word that is wrong.
absl::StatusOr<ValidatorFlags> ParseValidatorFlags(const std::vector<std::string>& words);

// The words that ParseValidatorFlags() reads as `flags`, with spaces between them.
std::string FormatValidatorFlags(const ValidatorFlags& flags);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VALIDATE_VALIDATOR_FLAGS_H_
