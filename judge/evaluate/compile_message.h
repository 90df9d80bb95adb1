#ifndef ASSAY_JUDGE_EVALUATE_COMPILE_MESSAGE_H_
#define ASSAY_JUDGE_EVALUATE_COMPILE_MESSAGE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "judge/evaluate/capture.h"
#include "sandbox/limits.h"
#include "sandbox/run_result.h"

namespace assay::judge {

// How a source file's path in the jail is shown.
struct ShownPath {
  std::string jail_path;
  std::string display_name;
};

// What the compiler said, printable, with paths replaced.
std::string CompilerMessages(const Capture& output, const std::vector<ShownPath>& paths);

// Why there is no program although the messages may not say so: empty for a compiler that exited
// with an error of its own accord, else a line such as "the compiler was stopped: cpu time limit of
// 10s exceeded".
std::string CompilerFailure(const sandbox::Outcome& outcome, const sandbox::Limits& limits);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_COMPILE_MESSAGE_H_
