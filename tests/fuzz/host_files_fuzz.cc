// What the kernel says in /proc and in control groups.

#include <cstdint>

#include "absl/strings/string_view.h"
#include "sandbox/cgroup/control_directory.h"
#include "sandbox/host/mountinfo.h"
#include "sandbox/host/proc_cgroup.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  assay::sandbox::ParseMountinfo(text);
  assay::sandbox::ParseProcPidCgroup(text);
  assay::sandbox::ParseProcCgroups(text);
  assay::sandbox::ParseControllerList(text);
  assay::sandbox::ParseControlNumber(text, "fuzz").status().IgnoreError();
  assay::sandbox::ParseKeyedNumber(text, "oom_kill").status().IgnoreError();
  return 0;
}
