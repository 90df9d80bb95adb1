#include "judge/evaluate/compile_message.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "judge/evaluate/verdict.h"

namespace assay::judge {
namespace {

std::string DescribeLimit(sandbox::Limit limit, const sandbox::Limits& limits) {
  switch (limit) {
    case sandbox::Limit::kCpuTime:
      return absl::StrCat("cpu time limit of ", absl::FormatDuration(limits.cpu_time));
    case sandbox::Limit::kWallTime:
      return absl::StrCat("wall time limit of ", absl::FormatDuration(limits.wall_time));
    case sandbox::Limit::kMemory:
      return absl::StrCat("memory limit of ", limits.memory_bytes >> 20, " MiB");
    case sandbox::Limit::kOutput:
      return absl::StrCat("limit of ", limits.output_bytes >> 10, " KiB on messages");
    case sandbox::Limit::kFileSize:
      return absl::StrCat("limit of ", limits.file_size_bytes >> 20, " MiB on file size");
    case sandbox::Limit::kInstructions:
      return absl::StrCat("limit of ", limits.instructions.value_or(0), " instructions");
  }
  return "limit";
}

}  // namespace

std::string CompilerMessages(const Capture& output, const std::vector<ShownPath>& paths) {
  std::vector<std::pair<absl::string_view, absl::string_view>> replacements;
  replacements.reserve(paths.size());
  for (const ShownPath& path : paths) replacements.emplace_back(path.jail_path, path.display_name);
  return absl::StrReplaceAll(output.Printable(), replacements);
}

std::string CompilerFailure(const sandbox::Outcome& outcome, const sandbox::Limits& limits) {
  if (const auto* exited = std::get_if<sandbox::Exited>(&outcome)) {
    return exited->exit_code == 0 ? "the compiler made no program" : "";
  }
  if (const auto* exceeded = std::get_if<sandbox::LimitExceeded>(&outcome)) {
    return absl::StrCat("the compiler was stopped: ", DescribeLimit(exceeded->limit, limits),
                        " exceeded");
  }
  return absl::StrCat("the compiler was stopped: ", DescribeOutcome(outcome));
}

}  // namespace assay::judge
