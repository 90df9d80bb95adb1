#include "sandbox/host/timing_features.h"

#include <sched.h>

#include <cerrno>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"

namespace assay::sandbox {
namespace {

constexpr int64_t kMaxFileBytes = 4096;

std::string ReadOrEmpty(const std::string& path) {
  return ReadFile(path, kMaxFileBytes).value_or("");
}

}  // namespace

std::vector<int> AllowedCpus() {
  // EINVAL means that the kernel's set is larger; 64 Ki is beyond any CONFIG_NR_CPUS.
  for (int capacity = 1024; capacity <= 65536; capacity *= 4) {
    const size_t size = CPU_ALLOC_SIZE(capacity);
    std::vector<unsigned char> bytes(size);
    auto* const set = reinterpret_cast<cpu_set_t*>(bytes.data());
    if (sched_getaffinity(0, size, set) != 0) {
      if (errno == EINVAL) continue;
      return {};
    }
    std::vector<int> cpus;
    for (int cpu = 0; cpu < capacity; ++cpu) {
      if (CPU_ISSET_S(cpu, size, set)) cpus.push_back(cpu);
    }
    return cpus;
  }
  return {};
}

std::string FormatCpuList(const std::vector<int>& cpus) {
  std::string text;
  for (size_t first = 0; first < cpus.size();) {
    size_t last = first;
    while (last + 1 < cpus.size() && cpus[last + 1] == cpus[last] + 1) ++last;
    absl::StrAppend(&text, text.empty() ? "" : ",", cpus[first]);
    if (last > first) absl::StrAppend(&text, "-", cpus[last]);
    first = last + 1;
  }
  return text;
}

HostFeature JudgeCpus(const std::vector<int>& cpus) {
  if (cpus.empty()) {
    return Missing("cpus", true, "the kernel does not tell which cpus may be used",
                   "lift the seccomp profile of the container or service that this runs in");
  }
  return Present("cpus", true, absl::StrCat(cpus.size(), ": ", FormatCpuList(cpus)));
}

HostFeature JudgeSmt(absl::string_view active) {
  if (absl::StripAsciiWhitespace(active) != "1") {
    return Present("one thread per core", false, active.empty() ? "no SMT" : "SMT is off");
  }
  return Missing("one thread per core", false, "SMT is on, so two runs may share a core",
                 "echo off > /sys/devices/system/cpu/smt/control");
}

HostFeature JudgeClocksource(absl::string_view name) {
  const std::string source(absl::StripAsciiWhitespace(name));
  // Those that the vdso reads without a system call.
  for (const absl::string_view fast : {"tsc", "kvm-clock", "hyperv_clocksource_tsc_page"}) {
    if (source == fast) return Present("fast clock", false, source);
  }
  return Missing("fast clock", false, source.empty() ? "unknown clock source" : source,
                 "echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource");
}

HostFeature JudgeCorePattern(absl::string_view pattern) {
  const std::string text(absl::StripAsciiWhitespace(pattern));
  // A service of the host would be told of each crashed run. Files and programs are kept off by
  // the jails' RLIMIT_CORE, see core(5).
  if (absl::StartsWith(text, "@")) {
    return Missing("no core dump handler", false,
                   absl::StrCat("core_pattern is ", absl::CHexEscape(text)),
                   "sysctl -w kernel.core_pattern=core");
  }
  return Present("no core dump handler", false,
                 absl::StrCat("core_pattern is \"", absl::CHexEscape(text), "\""));
}

HostFeature JudgeHugePages(absl::string_view enabled) {
  if (absl::StrContains(enabled, "[always]")) {
    return Missing("steady page size", false,
                   "transparent huge pages are always on, so memory figures are up to 2 MiB a "
                   "mapping too high",
                   "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
  }
  return Present("steady page size", false,
                 enabled.empty() ? "no transparent huge pages" : "huge pages on request only");
}

std::vector<HostFeature> ProbeTiming() {
  return {
      JudgeCpus(AllowedCpus()),
      JudgeSmt(ReadOrEmpty("/sys/devices/system/cpu/smt/active")),
      JudgeClocksource(
          ReadOrEmpty("/sys/devices/system/clocksource/clocksource0/current_clocksource")),
      JudgeCorePattern(ReadOrEmpty("/proc/sys/kernel/core_pattern")),
      JudgeHugePages(ReadOrEmpty("/sys/kernel/mm/transparent_hugepage/enabled")),
  };
}

}  // namespace assay::sandbox
