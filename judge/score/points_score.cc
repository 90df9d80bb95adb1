#include "judge/score/points_score.h"

#include <algorithm>

namespace assay::judge {
namespace {

bool IsAccepted(const Member& member) {
  return member.result.verdict == ::judge::v1::VERDICT_ACCEPTED;
}

double PointsOf(const Member& member) {
  if (member.is_group) return member.result.score.value_or(0);
  if (member.result.score.has_value()) return *member.result.score;
  if (member.result.share.has_value()) return member.points * *member.result.share;
  return IsAccepted(member) ? member.points : 0;
}

// From 0 to 1.
double ShareOf(const Member& member, double points) {
  double share = IsAccepted(member) ? 1 : 0;
  if (member.result.share.has_value()) share = *member.result.share;
  if (member.result.score.has_value() && points > 0) share = *member.result.score / points;
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace

GroupResult CombinePoints(const PointsPolicy& policy, const std::vector<Member>& members) {
  GroupResult result;
  const bool complete =
      std::all_of(members.begin(), members.end(), [](const Member& m) { return m.judged; });
  const auto failed = FindFailed(members);
  double sum_of_points = 0;
  for (const Member& member : members) sum_of_points += member.points;
  const double points = policy.points.value_or(sum_of_points);
  result.settled = complete;
  switch (policy.mode) {
    case PointsPolicy::Mode::kEachTest:
      for (const Member& member : members) {
        if (member.judged) result.score += PointsOf(member);
      }
      break;
    case PointsPolicy::Mode::kCompleteGroup:
      if (failed != members.end()) result.settled = true;
      if (complete && failed == members.end()) result.score = points;
      break;
    case PointsPolicy::Mode::kLeastShare: {
      double share = members.empty() ? 0 : 1;
      for (const Member& member : members) {
        if (member.judged) share = std::min(share, ShareOf(member, points));
      }
      if (share == 0) result.settled = true;
      if (complete || share == 0) result.score = points * share;
      break;
    }
  }
  if (failed != members.end()) {
    result.verdict = failed->result.verdict;
    if (result.score > 0) result.verdict = ::judge::v1::VERDICT_PARTIAL;
  } else if (complete) {
    result.verdict = ::judge::v1::VERDICT_ACCEPTED;
  }
  return result;
}

}  // namespace assay::judge
