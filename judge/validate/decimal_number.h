#ifndef ASSAY_JUDGE_VALIDATE_DECIMAL_NUMBER_H_
#define ASSAY_JUDGE_VALIDATE_DECIMAL_NUMBER_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace assay::judge {

// The value of a decimal number, all of `text`:
//
//   number = [ "+" | "-" ] ( digits [ "." [ digits ] ] | "." digits ) [ ( "e" | "E" ) [ "+" | "-" ]
//   digits ]
//
// So "007", "+5", "5.", ".5" and "1E-3" are numbers; "inf", "nan", "0x1p3", "1_000", "1,5", "e5"
// and
// "" are not. "-0" is zero. What is too small for a double is zero; what is too large is an
// infinity
// ("1e400"). Independent of the locale, and correctly rounded.
std::optional<double> ParseDecimalNumber(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VALIDATE_DECIMAL_NUMBER_H_
