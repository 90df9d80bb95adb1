#ifndef ASSAY_JUDGE_BATCH_SUBMISSION_LINE_H_
#define ASSAY_JUDGE_BATCH_SUBMISSION_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/evaluate/plan_limits.h"

namespace assay::judge {

// What a line of a JSONL of submissions says, checked for its form alone.
struct SubmissionLine {
  struct File {
    std::string name;
    std::string contents;
  };
  // Empty where the line has none.
  std::string id;
  std::string problem;
  std::string language;
  // Either the main file first, or the path of the only file.
  std::vector<File> files;
  std::string source_file;
  LimitOverrides limits;
};

// The most that a line may have: a program's source is at most 1 MiB, which JSON can write with six
// bytes each.
inline constexpr int64_t kMostLineBytes = int64_t{8} << 20;

// Reads {id, problem, language, source | source_file | sources: [{name, source}],
// time_limit_seconds, memory_limit_bytes}. INVALID_ARGUMENT names the field and what is wrong.
absl::StatusOr<SubmissionLine> ParseSubmissionLine(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_SUBMISSION_LINE_H_
