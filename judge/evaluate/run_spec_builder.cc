#include "judge/evaluate/run_spec_builder.h"

#include "absl/strings/str_cat.h"
#include "judge/language/command.h"
#include "judge/language/jail_root.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<sandbox::RunSpec> MakeRunSpec(const Program& program,
                                             const ::judge::v1::Language& language,
                                             const sandbox::Limits& limits,
                                             sandbox::PolicyStore& policies) {
  const ::judge::v1::RunStep& step = language.run();
  // What the problem gives the program itself: the runtime's share is on top.
  const int64_t memory_mib = (limits.memory_bytes - step.extra_memory_bytes()) >> 20;
  sandbox::RunSpec spec;
  ASSAY_ASSIGN_OR_RETURN(spec.argv,
                         ExpandCommand(step.command(), {{"main_class", program.main_class},
                                                        {"memory_mib", absl::StrCat(memory_mib)}}));
  spec.env.assign(step.environment().begin(), step.environment().end());
  spec.limits = limits;
  spec.root = MakeJailRoot(step.mounts(), step.proc());
  spec.root.binds.push_back({.host_path = program.artefacts.path(), .jail_path = "/box"});
  ASSAY_ASSIGN_OR_RETURN(spec.seccomp, policies.Get(step.seccomp_policy()));
  return spec;
}

}  // namespace assay::judge
