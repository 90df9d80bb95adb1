#include "judge/score/problem_score.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "judge/score/aggregation_score.h"
#include "judge/score/legacy_score.h"
#include "judge/score/points_score.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using Results = std::vector<std::optional<TestResult>>;

bool IsAccepted(const std::optional<TestResult>& result) {
  return result.has_value() && result->verdict == ::judge::v1::VERDICT_ACCEPTED;
}

const std::vector<int>& DependenciesOf(const TestGroup& group) {
  static const auto* const kNone = new std::vector<int>();
  if (const auto* aggregation = std::get_if<Aggregation>(&group.grading)) {
    return aggregation->require_pass;
  }
  if (const auto* policy = std::get_if<PointsPolicy>(&group.grading)) return policy->dependencies;
  return *kNone;
}

class Scorer {
 public:
  Scorer(const Problem& problem, const Results& tests, const Results& static_tests,
         const CustomGrader& grader)
      : problem_(problem), tests_(tests), static_tests_(static_tests), grader_(grader) {
    score_.groups.resize(problem.groups.size());
    score_.needed.assign(problem.tests.size(), true);
    has_failed_.resize(problem.groups.size());
    dependency_failed_.resize(problem.groups.size());
  }

  absl::StatusOr<ProblemScore> Score() && {
    NoteFailures(0);
    ASSAY_RETURN_IF_ERROR(ScoreGroup(0));
    bool ended = false;
    MarkNeeded(0, false, ended);
    return std::move(score_);
  }

 private:
  Member StaticMember(int group) const {
    Member member;
    if (static_cast<size_t>(group) >= static_tests_.size()) return member;
    const std::optional<TestResult>& result = static_tests_[group];
    if (!result.has_value()) return member;
    return {.judged = true, .is_group = false, .result = *result};
  }

  // Whether a test in each group, or below it, was judged and is not accepted.
  bool NoteFailures(int group) {
    const Member static_member = StaticMember(group);
    bool failed = static_member.judged && !IsAccepted(static_member.result);
    for (const GroupItem& item : problem_.groups[group].items) {
      const bool item_failed =
          item.is_group ? NoteFailures(item.index)
                        : tests_[item.index].has_value() && !IsAccepted(tests_[item.index]);
      failed = failed || item_failed;
    }
    has_failed_[group] = failed;
    return failed;
  }

  // Each group's answer is kept: many paths may lead to one dependency.
  bool DependencyFailed(int group) {
    if (!dependency_failed_[group].has_value()) {
      bool failed = false;
      for (const int dependency : DependenciesOf(problem_.groups[group])) {
        // It failed too when it was not run because of one that failed.
        failed = failed || has_failed_[dependency] || DependencyFailed(dependency);
      }
      dependency_failed_[group] = failed;
    }
    return *dependency_failed_[group];
  }

  absl::StatusOr<Member> MakeMember(const GroupItem& item) {
    Member member;
    member.is_group = item.is_group;
    if (!item.is_group) {
      member.judged = tests_[item.index].has_value();
      if (member.judged) member.result = *tests_[item.index];
      member.points = problem_.tests[item.index].points.value_or(0);
      return member;
    }
    ASSAY_RETURN_IF_ERROR(ScoreGroup(item.index));
    const GroupResult& result = score_.groups[item.index];
    member.judged = result.settled && !result.awaits_grader;
    member.result = {.verdict = result.verdict, .score = result.score, .share = std::nullopt};
    return member;
  }

  absl::Status ScoreGroup(int index) {
    const TestGroup& group = problem_.groups[index];
    std::vector<Member> members;
    for (const GroupItem& item : group.items) {
      ASSAY_ASSIGN_OR_RETURN(const Member member, MakeMember(item));
      members.push_back(member);
    }
    if (DependencyFailed(index)) {
      score_.groups[index] = {.verdict = ::judge::v1::VERDICT_SKIPPED, .score = 0, .settled = true};
      return absl::OkStatus();
    }
    const absl::StatusOr<GroupResult> result = Combine(index, members);
    if (!result.ok()) {
      return Annotate(result.status(), absl::StrCat("the group \"", group.name, "\""));
    }
    score_.groups[index] = *result;
    return absl::OkStatus();
  }

  absl::StatusOr<GroupResult> Combine(int index, const std::vector<Member>& members) const {
    const Grading& grading = problem_.groups[index].grading;
    if (const auto* legacy = std::get_if<LegacyGrading>(&grading)) {
      ASSAY_ASSIGN_OR_RETURN(GroupResult result, legacy->custom ? Grade(*legacy, members)
                                                                : CombineLegacy(*legacy, members));
      if (!problem_.kind.scoring) result.score = 0;
      return result;
    }
    if (const auto* aggregation = std::get_if<Aggregation>(&grading)) {
      return CombineAggregation(*aggregation, problem_.kind.scoring, members, StaticMember(index));
    }
    GroupResult result = CombinePoints(std::get<PointsPolicy>(grading), members);
    if (problem_.kind.scoring) return result;
    result.score = 0;
    if (result.verdict == ::judge::v1::VERDICT_PARTIAL) {
      result.verdict = FindFailed(members)->result.verdict;
    }
    return result;
  }

  absl::StatusOr<GroupResult> Grade(const LegacyGrading& grading,
                                    const std::vector<Member>& members) const {
    const GradedMembers graded = FindGraded(grading, members);
    if (!graded.settled) return GroupResult();
    GroupResult result;
    result.settled = true;
    result.awaits_grader = !grader_;
    if (!grader_) return result;
    ASSAY_ASSIGN_OR_RETURN(result, grader_(grading, graded.members));
    result.settled = true;
    // "For non-Accepted results the score provided by the grader will always be ignored."
    if (result.verdict != ::judge::v1::VERDICT_ACCEPTED) result.score = 0;
    if (problem_.kind.scoring) ASSAY_RETURN_IF_ERROR(CheckScoreRange(grading, result));
    return result;
  }

  // `settled`: a group above is. `ended`: an earlier test has ended all judging.
  void MarkNeeded(int index, bool settled, bool& ended) {
    const TestGroup& group = problem_.groups[index];
    settled = settled || score_.groups[index].settled;
    for (const GroupItem& item : group.items) {
      if (item.is_group) {
        MarkNeeded(item.index, settled, ended);
      } else {
        score_.needed[item.index] = !settled && !ended && !tests_[item.index].has_value();
      }
    }
    const auto* policy = std::get_if<PointsPolicy>(&group.grading);
    if (policy != nullptr && policy->ends_judging && has_failed_[index]) ended = true;
  }

  const Problem& problem_;
  const Results& tests_;
  const Results& static_tests_;
  const CustomGrader& grader_;
  ProblemScore score_;
  std::vector<bool> has_failed_;
  std::vector<std::optional<bool>> dependency_failed_;
};

}  // namespace

absl::StatusOr<ProblemScore> ScoreProblem(const Problem& problem, const Results& tests,
                                          const Results& static_tests, const CustomGrader& grader) {
  return Scorer(problem, tests, static_tests, grader).Score();
}

}  // namespace assay::judge
