#include "judge/evaluate/run_spec_builder.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "judge/evaluate/work_disk.h"
#include "judge/language/command.h"
#include "judge/language/jail_root.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// The JVM takes no more than 1 GiB.
constexpr int64_t kMostStackMib = 1000;
// A hundred thousand calls in most languages.
constexpr int64_t kLeastVmStackMib = 16;

}  // namespace

absl::StatusOr<sandbox::RunSpec> MakeRunSpec(const Program& program,
                                             const ::judge::v1::Language& language,
                                             const sandbox::Limits& limits,
                                             sandbox::PolicyStore& policies) {
  const ::judge::v1::RunStep& step = language.run();
  // What the problem gives the program itself: the runtime's share is on top.
  const int64_t memory_kib = (limits.memory_bytes - step.extra_memory_bytes()) >> 10;
  const int64_t memory_mib = memory_kib >> 10;
  const int64_t stack_mib = std::clamp<int64_t>(memory_mib * 3 / 4, 1, kMostStackMib);
  const int64_t vm_stack_mib = std::clamp(memory_mib / 4, kLeastVmStackMib, kMostStackMib);
  const CommandVariables variables = {{"main_class", program.main_class},
                                      {"memory_mib", absl::StrCat(memory_mib)},
                                      {"memory_kib", absl::StrCat(memory_kib)},
                                      {"stack_mib", absl::StrCat(stack_mib)},
                                      {"vm_stack_mib", absl::StrCat(vm_stack_mib)}};
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.argv, ExpandCommand(step.command(), variables));
  ASSAY_ASSIGN_OR_RETURN(spec.env, ExpandCommand(step.environment(), variables));
  spec.limits = limits;
  if (step.has_work_disk()) SetWorkDisk(step.work_disk(), &spec);
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  spec.root.binds.push_back({.host_path = program.artefacts.path(), .jail_path = "/box"});
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp, policies.Get(step.seccomp_policy()));
  return spec;
}

}  // namespace assay::judge
