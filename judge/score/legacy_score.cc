#include "judge/score/legacy_score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Verdict;

bool IsAccepted(const Member& member) {
  return member.result.verdict == ::judge::v1::VERDICT_ACCEPTED;
}

// The place in "the first of JE, IF, RTE, MLE, TLE, OLE, WA".
int Badness(Verdict verdict) {
  switch (verdict) {
    case ::judge::v1::VERDICT_JUDGE_ERROR:
      return 0;
    case ::judge::v1::VERDICT_RUNTIME_ERROR:
    case ::judge::v1::VERDICT_SYSCALL_DENIED:
      return 1;
    case ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED:
      return 2;
    case ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED:
    case ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED:
      return 3;
    case ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED:
      return 4;
    default:
      return 5;
  }
}

// Of the members that were judged and count.
Verdict CombineVerdicts(const LegacyGrading& grading, const std::vector<Member>& members) {
  using Mode = LegacyGrading::VerdictMode;
  if (grading.verdict_mode == Mode::kAlwaysAccept) return ::judge::v1::VERDICT_ACCEPTED;
  if (grading.accept_if_any_accepted && std::any_of(members.begin(), members.end(), &IsAccepted)) {
    return ::judge::v1::VERDICT_ACCEPTED;
  }
  const Member* chosen = nullptr;
  for (const Member& member : members) {
    if (IsAccepted(member)) continue;
    if (chosen == nullptr || (grading.verdict_mode == Mode::kWorstError &&
                              Badness(member.result.verdict) < Badness(chosen->result.verdict))) {
      chosen = &member;
    }
  }
  return chosen == nullptr ? ::judge::v1::VERDICT_ACCEPTED : chosen->result.verdict;
}

double CombineScores(const LegacyGrading& grading, const std::vector<Member>& members) {
  using Mode = LegacyGrading::ScoreMode;
  if (members.empty()) return 0;
  std::vector<double> scores;
  for (const Member& member : members) {
    const double otherwise = IsAccepted(member) ? grading.accept_score : grading.reject_score;
    scores.push_back(member.result.score.value_or(otherwise));
  }
  const double sum = std::accumulate(scores.begin(), scores.end(), 0.0);
  switch (grading.score_mode) {
    case Mode::kSum:
      return sum;
    case Mode::kAverage:
      return sum / static_cast<double>(scores.size());
    case Mode::kMin:
      return *std::min_element(scores.begin(), scores.end());
    case Mode::kMax:
      return *std::max_element(scores.begin(), scores.end());
  }
  return 0;
}

}  // namespace

GradedMembers FindGraded(const LegacyGrading& grading, const std::vector<Member>& members) {
  GradedMembers graded;
  // "The first sub-result (sample) will be ignored, the second sub-result (secret) will be used."
  const bool ignores = !grading.custom && grading.ignore_sample && members.size() > 1;
  for (size_t i = ignores ? 1 : 0; i < members.size(); ++i) {
    if (!members[i].judged) {
      graded.settled = false;
      break;
    }
    graded.members.push_back(members[i]);
    if (grading.break_on_reject && !IsAccepted(members[i])) break;
  }
  return graded;
}

absl::Status CheckScoreRange(const LegacyGrading& grading, const GroupResult& result) {
  if (!result.settled || result.verdict != ::judge::v1::VERDICT_ACCEPTED) return absl::OkStatus();
  // Sums of great scores are infinite, which the range may have as its end.
  if (!std::isfinite(result.score)) return ProblemFault("the score is no finite number");
  if (result.score >= grading.least_score && result.score <= grading.greatest_score) {
    return absl::OkStatus();
  }
  return ProblemFault(absl::StrCat("the score ", result.score, " is not in the range from ",
                                   grading.least_score, " to ", grading.greatest_score));
}

absl::StatusOr<GroupResult> CombineLegacy(const LegacyGrading& grading,
                                          const std::vector<Member>& members) {
  const GradedMembers graded = FindGraded(grading, members);
  GroupResult result;
  result.settled = graded.settled;
  if (graded.members.empty() && !result.settled) return result;
  result.verdict = CombineVerdicts(grading, graded.members);
  if (result.verdict != ::judge::v1::VERDICT_ACCEPTED) return result;
  result.score = CombineScores(grading, graded.members);
  ASSAY_RETURN_IF_ERROR(CheckScoreRange(grading, result));
  return result;
}

}  // namespace assay::judge
