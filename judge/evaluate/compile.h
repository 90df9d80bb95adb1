#ifndef ASSAY_JUDGE_EVALUATE_COMPILE_H_
#define ASSAY_JUDGE_EVALUATE_COMPILE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/evaluate/context.h"
#include "judge/language/source.h"
#include "judge/problem/problem.h"
#include "judge/store/state_directory.h"
#include "proto/judge/v1/judgement.pb.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// A compiled submission. Move-only: its artefacts go with it.
struct Program {
  TemporaryDirectory artefacts;
  // For Java, else empty.
  std::string main_class;
};

struct Compilation {
  ::judge::v1::CompileResult result;
  // Absent for a compile error, which `result` then explains.
  std::optional<Program> program;
};

// Compiles `source` in a jail with the language's own limits and policy, on `cpu` or on any. A
// compiler that fails, is stopped by a limit or by the policy, or leaves nothing behind is a
// compile error and not a status: all of that is the source's doing. A status is the host's fault,
// or ABORTED. What the context's cache has of an equal compilation is taken from there, and what
// succeeds is kept in it. In `include_folders` (of the host) a C or C++ compiler finds further
// headers; nothing is then kept.
absl::StatusOr<Compilation> Compile(const JudgeContext& context, const Source& source,
                                    const ::judge::v1::Language& language,
                                    const ProblemLimits& problem,
                                    std::optional<int> cpu = std::nullopt,
                                    const std::vector<std::string>& include_folders = {});

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_COMPILE_H_
