#ifndef ASSAY_JUDGE_EVALUATE_COMPILE_MESSAGE_H_
#define ASSAY_JUDGE_EVALUATE_COMPILE_MESSAGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "judge/evaluate/capture.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"

namespace assay::judge {

// What the compiler said, printable, with `jail_path` shown as `display_name`.
std::string CompilerMessages(const Capture& output, absl::string_view jail_path,
                             absl::string_view display_name);

// Why there is no program although the messages may not say so: empty for a compiler that exited
// with an error of its own accord, else a line such as "the compiler was stopped: cpu time limit of
// 10s exceeded".
std::string CompilerFailure(const sandbox::Outcome& outcome, const sandbox::Limits& limits);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_COMPILE_MESSAGE_H_
