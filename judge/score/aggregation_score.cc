#include "judge/score/aggregation_score.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using Mode = Aggregation::Mode;

// For sums of shares, which are rounded.
constexpr double kRounding = 1e-9;

bool Exceeds(double score, double bound) {
  return score > bound + kRounding * std::max(1.0, bound);
}

// The scores of the members that were judged.
absl::StatusOr<std::vector<double>> Scores(const Aggregation& aggregation,
                                           const std::vector<Member>& members,
                                           const Member& static_result) {
  std::vector<double> scores;
  const std::optional<double> greatest = GreatestOfTest(aggregation, members.size());
  if (static_result.judged && aggregation.static_validation_score.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const double score,
                           ScoreOfTest(static_result.result,
                                       static_cast<double>(*aggregation.static_validation_score)));
    scores.push_back(score);
  }
  for (const Member& member : members) {
    if (!member.judged) continue;
    if (member.is_group) {
      scores.push_back(member.result.score.value_or(0));
      continue;
    }
    ASSAY_ASSIGN_OR_RETURN(const double score, ScoreOfTest(member.result, greatest));
    scores.push_back(score);
  }
  return scores;
}

absl::Status CheckNoScores(const std::vector<Member>& members) {
  for (const Member& member : members) {
    if (!member.is_group && (member.result.score.has_value() || member.result.share.has_value())) {
      return ProblemFault("the validator gave a score to a test of a pass-fail group");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<double> ScoreOfTest(const TestResult& result, std::optional<double> greatest) {
  if (result.score.has_value() && result.share.has_value()) {
    return ProblemFault("the validator made both score.txt and score_multiplier.txt");
  }
  if (result.verdict != ::judge::v1::VERDICT_ACCEPTED) {
    if (result.score.has_value() || result.share.has_value()) {
      return ProblemFault("the validator gave a score to a test that it did not accept");
    }
    return 0.0;
  }
  if (result.share.has_value()) {
    if (!greatest.has_value()) {
      return ProblemFault("the validator made score_multiplier.txt in an unbounded group");
    }
    if (!(*result.share >= 0 && *result.share <= 1)) {
      return ProblemFault(
          absl::StrCat("score_multiplier.txt has ", *result.share, ", which is not from 0 to 1"));
    }
    return *greatest * *result.share;
  }
  if (result.score.has_value()) {
    if (!(*result.score >= 0) || std::isinf(*result.score)) {
      return ProblemFault(absl::StrCat("score.txt has ", *result.score, ", which is no score"));
    }
    if (greatest.has_value() && Exceeds(*result.score, *greatest)) {
      return ProblemFault(
          absl::StrCat("score.txt has ", *result.score, ", more than the test's ", *greatest));
    }
    return *result.score;
  }
  if (!greatest.has_value()) {
    return ProblemFault("the validator accepted a test of an unbounded group without score.txt");
  }
  return *greatest;
}

std::optional<double> GreatestOfTest(const Aggregation& aggregation, size_t test_count) {
  if (!aggregation.max_score.has_value()) return std::nullopt;
  const auto max_score = static_cast<double>(*aggregation.max_score);
  if (aggregation.mode == Mode::kMin) return max_score;
  const auto of_static = static_cast<double>(aggregation.static_validation_score.value_or(0));
  return std::max(0.0, max_score - of_static) / static_cast<double>(test_count);
}

absl::StatusOr<GroupResult> CombineAggregation(const Aggregation& aggregation, bool scoring,
                                               const std::vector<Member>& members,
                                               const Member& static_result) {
  std::vector<Member> all = members;
  if (aggregation.static_validation_score.has_value()) all.insert(all.begin(), static_result);
  GroupResult result;
  const bool complete =
      std::all_of(all.begin(), all.end(), [](const Member& member) { return member.judged; });
  const auto failed = FindFailed(all);
  if (failed != all.end()) {
    result.verdict = failed->result.verdict;
  } else if (complete) {
    result.verdict = ::judge::v1::VERDICT_ACCEPTED;
  }
  result.settled = complete;
  if (!scoring || aggregation.mode == Mode::kPassFail) {
    // What it writes for samples is ignored; they are not bounded.
    if (scoring && aggregation.max_score.has_value()) {
      ASSAY_RETURN_IF_ERROR(CheckNoScores(members));
    }
    result.settled = complete || failed != all.end();
    if (scoring && result.verdict == ::judge::v1::VERDICT_ACCEPTED) {
      result.score = static_cast<double>(aggregation.max_score.value_or(0));
    }
    return result;
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<double> scores,
                         Scores(aggregation, members, static_result));
  if (aggregation.mode == Mode::kSum) {
    for (const double score : scores) result.score += score;
  } else if (!scores.empty()) {
    result.score = *std::min_element(scores.begin(), scores.end());
    // It cannot fall further.
    if (result.score == 0) result.settled = true;
  }
  if (!std::isfinite(result.score)) return ProblemFault("the score is no finite number");
  if (aggregation.max_score.has_value()) {
    const auto max_score = static_cast<double>(*aggregation.max_score);
    if (Exceeds(result.score, max_score)) {
      return ProblemFault(
          absl::StrCat("the group's score ", result.score, " exceeds its max_score ", max_score));
    }
    result.score = std::min(result.score, max_score);
  }
  if (result.score > 0 && failed != all.end()) result.verdict = ::judge::v1::VERDICT_PARTIAL;
  return result;
}

}  // namespace assay::judge
