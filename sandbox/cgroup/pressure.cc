#include "sandbox/cgroup/pressure.h"

#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace assay::sandbox {

std::optional<absl::Duration> ParsePressureTotal(absl::string_view text) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::ConsumePrefix(&line, "some ")) continue;
    for (absl::string_view field : absl::StrSplit(line, ' ')) {
      int64_t microseconds = 0;
      if (absl::ConsumePrefix(&field, "total=") && absl::SimpleAtoi(field, &microseconds) &&
          microseconds >= 0) {
        return absl::Microseconds(microseconds);
      }
    }
  }
  return std::nullopt;
}

}  // namespace assay::sandbox
