#ifndef ASSAY_JUDGE_CLI_UNITS_H_
#define ASSAY_JUDGE_CLI_UNITS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace assay::judge {

// What people type for limits. Errors are INVALID_ARGUMENT, in one line that repeats the value and
// gives the accepted form, without the flag's name.

// A positive duration with a unit (ns, us, ms, s, m, h), such as "2s", "500ms" or "1m30s".
absl::StatusOr<absl::Duration> ParseDuration(absl::string_view text);

// A positive number of bytes with a unit: B, KiB, MiB, GiB (powers of 1024) or kB, KB, MB, GB
// (powers of 1000), such as "256MiB" or "1.5GiB". Rounded down to a byte.
absl::StatusOr<int64_t> ParseSize(absl::string_view text);

// A whole number of at least 1, with a decimal multiplier or without: "1000000", "500M", "1.5G" (k,
// M, G, T). Rounded down.
absl::StatusOr<int64_t> ParseQuantity(absl::string_view text);

// An integer of 1 to 1,000,000.
absl::StatusOr<int> ParseCount(absl::string_view text);

// For people: "0.123 s", "95.000 s".
std::string FormatSeconds(absl::Duration duration);

// For people, in MiB: "0.4 MiB", "256.0 MiB".
std::string FormatMebibytes(int64_t bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_UNITS_H_
