#include "tests/bench/peers/system_counters.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"

namespace assay::bench {
namespace {

constexpr int64_t kMaxFileBytes = 1 << 20;

}  // namespace

absl::StatusOr<int64_t> FindCounter(absl::string_view text, absl::string_view name) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    int64_t value = 0;
    if (absl::ConsumePrefix(&line, name) && absl::ConsumePrefix(&line, " ") &&
        absl::SimpleAtoi(line, &value)) {
      return value;
    }
  }
  return absl::NotFoundError(absl::StrCat("the kernel does not tell the counter ", name));
}

absl::StatusOr<SystemCounters> ReadSystemCounters() {
  SystemCounters counters;
  ASSAY_ASSIGN_OR_RETURN(const std::string vmstat, ReadFile("/proc/vmstat", kMaxFileBytes));
  ASSAY_ASSIGN_OR_RETURN(counters.page_faults, FindCounter(vmstat, "pgfault"));
  ASSAY_ASSIGN_OR_RETURN(const std::string stat, ReadFile("/proc/stat", kMaxFileBytes));
  ASSAY_ASSIGN_OR_RETURN(counters.context_switches, FindCounter(stat, "ctxt"));
  return counters;
}

}  // namespace assay::bench
