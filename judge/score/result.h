#ifndef ASSAY_JUDGE_SCORE_RESULT_H_
#define ASSAY_JUDGE_SCORE_RESULT_H_

#include <optional>
#include <vector>

#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// What judging one test gave.
struct TestResult {
  ::judge::v1::Verdict verdict = ::judge::v1::VERDICT_SKIPPED;
  // What the validator gave: score.txt, or testlib's points.
  std::optional<double> score = std::nullopt;
  // From 0 to 1: score_multiplier.txt, or the share that a checker gave.
  std::optional<double> share = std::nullopt;
};

// What a group has, from the tests judged so far.
struct GroupResult {
  // ACCEPTED only when every test that counts is. SKIPPED: nothing was judged that decides it.
  ::judge::v1::Verdict verdict = ::judge::v1::VERDICT_SKIPPED;
  // 0 in problems without scores.
  double score = 0;
  // No test of the group that was not judged yet can change verdict or score.
  bool settled = false;
  // It is settled, but by a custom grader that was not asked.
  bool awaits_grader = false;
};

// One member of a group, to be combined with the others.
struct Member {
  // A test that was judged, or a group that is settled. The others count as not judged.
  bool judged = false;
  bool is_group = false;
  TestResult result = {};
  // What the test is worth (Polygon, DMOJ).
  double points = 0;
};

// The first judged member that is not accepted; one that was not run because of another only where
// there is no other.
inline std::vector<Member>::const_iterator FindFailed(const std::vector<Member>& members) {
  auto skipped = members.end();
  for (auto member = members.begin(); member != members.end(); ++member) {
    if (!member->judged || member->result.verdict == ::judge::v1::VERDICT_ACCEPTED) continue;
    if (member->result.verdict != ::judge::v1::VERDICT_SKIPPED) return member;
    if (skipped == members.end()) skipped = member;
  }
  return skipped;
}

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SCORE_RESULT_H_
