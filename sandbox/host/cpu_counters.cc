#include "sandbox/host/cpu_counters.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace assay::sandbox {
namespace {

// The numbers behind `name` in the line that begins with it. Empty: there is none, or one of them
// is no number.
std::vector<int64_t> NumbersOf(absl::string_view text, const std::string& name) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> fields = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (fields.empty() || fields[0] != name) continue;
    std::vector<int64_t> numbers(fields.size() - 1);
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (!absl::SimpleAtoi(fields[i + 1], &numbers[i]) || numbers[i] < 0) return {};
    }
    return numbers;
  }
  return {};
}

std::string NameOf(int cpu) { return cpu == kAllCpus ? "cpu" : absl::StrCat("cpu", cpu); }

}  // namespace

std::optional<CpuTimes> ParseCpuTimes(absl::string_view proc_stat, int cpu, int ticks_per_second) {
  // user nice system idle iowait irq softirq steal; guest times behind them are counted in user.
  constexpr size_t kStates = 8;
  const std::vector<int64_t> numbers = NumbersOf(proc_stat, NameOf(cpu));
  if (numbers.size() < kStates) return std::nullopt;
  const absl::Duration tick = absl::Seconds(1) / ticks_per_second;
  CpuTimes times;
  for (size_t i = 0; i < kStates; ++i) times.total += numbers[i] * tick;
  times.steal = numbers[kStates - 1] * tick;
  return times;
}

std::optional<absl::Duration> ParseRunDelay(absl::string_view proc_schedstat, int cpu) {
  // The eighth in every version of the file since 15 (Linux 2.6.30), in ns.
  constexpr size_t kRunDelay = 7;
  const std::vector<int64_t> numbers = NumbersOf(proc_schedstat, NameOf(cpu));
  if (numbers.size() <= kRunDelay) return std::nullopt;
  return absl::Nanoseconds(numbers[kRunDelay]);
}

}  // namespace assay::sandbox
