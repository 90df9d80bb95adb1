#include "judge/evaluate/custom_grader.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"
#include "judge/evaluate/output_file.h"
#include "judge/evaluate/package_run.h"
#include "judge/evaluate/validation.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

const char* CodeOf(::judge::v1::Verdict verdict) {
  switch (verdict) {
    case ::judge::v1::VERDICT_ACCEPTED:
      return "AC";
    case ::judge::v1::VERDICT_WRONG_ANSWER:
    case ::judge::v1::VERDICT_PARTIAL:
      return "WA";
    case ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED:
    case ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED:
      return "TLE";
    default:
      return "RTE";
  }
}

constexpr std::pair<absl::string_view, ::judge::v1::Verdict> kCodes[] = {
    {"AC", ::judge::v1::VERDICT_ACCEPTED},
    {"WA", ::judge::v1::VERDICT_WRONG_ANSWER},
    {"RTE", ::judge::v1::VERDICT_RUNTIME_ERROR},
    {"TLE", ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED},
};

}  // namespace

std::string FormatForGrader(const LegacyGrading& grading, const std::vector<Member>& members) {
  std::string lines;
  for (const Member& member : members) {
    const bool accepted = member.result.verdict == ::judge::v1::VERDICT_ACCEPTED;
    const double score =
        member.result.score.value_or(accepted ? grading.accept_score : grading.reject_score);
    absl::StrAppendFormat(&lines, "%s %.10g\n", CodeOf(member.result.verdict), score);
  }
  return lines;
}

absl::StatusOr<GroupResult> ParseGraderOutput(absl::string_view output) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(output, absl::ByAnyChar(" \t\r\n\v\f"), absl::SkipEmpty());
  if (words.size() == 2) {
    const std::optional<double> score = ParseScore(words[1]);
    for (const auto& [code, verdict] : kCodes) {
      if (words[0] != code || !score.has_value()) continue;
      return GroupResult{.verdict = verdict, .score = *score, .settled = true};
    }
  }
  return ProblemFault(absl::StrCat("printed \"", MakePrintableLine(Truncate(output, 100)),
                                   "\", which is no verdict with a score, such as \"AC 10\""));
}

absl::StatusOr<GroupResult> RunCustomGrader(const JudgeContext& context, const Problem& problem,
                                            const PackageExecutable& grader,
                                            const LegacyGrading& grading,
                                            const std::vector<Member>& members) {
  PackageRun run;
  run.args = grading.grader_args;
  // Not in memory: what cannot be mounted cannot be given to a program with /proc (HidePath()).
  ASSAY_ASSIGN_OR_RETURN(OutputFile results, OutputFile::Create(context.state));
  results.Append(FormatForGrader(grading, members));
  ASSAY_ASSIGN_OR_RETURN(run.stdin_fd, results.Open());
  ASSAY_ASSIGN_OR_RETURN(run.limits, PlanValidationLimits(problem.limits, grader.language.run()));
  ASSAY_ASSIGN_OR_RETURN(const PackageRunResult result,
                         RunPackageProgram(context, grader, std::move(run)));
  if (result.outcome != sandbox::Outcome(sandbox::Exited{0})) return BadEnd(grader, result, "0");
  absl::StatusOr<GroupResult> graded = ParseGraderOutput(result.standard_output);
  if (!graded.ok()) return Annotate(graded.status(), grader.path);
  return graded;
}

}  // namespace assay::judge
