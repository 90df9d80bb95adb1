#ifndef ASSAY_JUDGE_PROBLEM_TEST_GROUP_H_
#define ASSAY_JUDGE_PROBLEM_TEST_GROUP_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace assay::judge {

// How a group's verdict and score come from those of its members, in the words of the ICPC package
// format's legacy version: testdata.yaml and the default grader.
struct LegacyGrading {
  enum class VerdictMode { kWorstError, kFirstError, kAlwaysAccept };
  enum class ScoreMode { kSum, kAverage, kMin, kMax };
  // `on_reject: break`: after the first member that is not accepted the others are not judged.
  bool break_on_reject = true;
  // `grading: custom`: Problem::grader decides, called with `grader_args`.
  bool custom = false;
  std::vector<std::string> grader_args = {};
  // What the default grader reads from `grader_args`.
  VerdictMode verdict_mode = VerdictMode::kWorstError;
  ScoreMode score_mode = ScoreMode::kSum;
  bool ignore_sample = false;
  bool accept_if_any_accepted = false;
  // The score of a test whose validator gave none.
  double accept_score = 1;
  double reject_score = 0;
  // Scores outside are the problem's fault.
  double least_score = -std::numeric_limits<double>::infinity();
  double greatest_score = std::numeric_limits<double>::infinity();
  friend bool operator==(const LegacyGrading&, const LegacyGrading&) = default;
};

// The same in version 2025-09: test_group.yaml.
struct Aggregation {
  enum class Mode { kPassFail, kSum, kMin };
  Mode mode = Mode::kPassFail;
  // Absent: `unbounded`.
  std::optional<int64_t> max_score = {};
  // Groups, as indices into Problem::groups, all of whose tests must be accepted first.
  std::vector<int> require_pass = {};
  // The test of the source files: its greatest score, 0 with `pass-fail`. Absent: there is none.
  std::optional<int64_t> static_validation_score = {};
  std::vector<std::string> static_validator_args = {};
  friend bool operator==(const Aggregation&, const Aggregation&) = default;
};

// Polygon's groups, and DMOJ's batches.
struct PointsPolicy {
  enum class Mode {
    // Each accepted test brings its points.
    kEachTest,
    // The group brings its points when all its tests are accepted.
    kCompleteGroup,
    // The group brings its points times the least share that one of its tests got (DMOJ).
    kLeastShare,
  };
  Mode mode = Mode::kEachTest;
  // Absent: the sum of its tests' points.
  std::optional<double> points = {};
  // Groups, as indices into Problem::groups, all of whose tests must be accepted for this group to
  // bring anything. Without cycles.
  std::vector<int> dependencies = {};
  // After a test in it that is not accepted no other test of the problem is judged (DMOJ's tests
  // worth no points).
  bool ends_judging = false;
  friend bool operator==(const PointsPolicy&, const PointsPolicy&) = default;
};

using Grading = std::variant<LegacyGrading, Aggregation, PointsPolicy>;

// A member of a group.
struct GroupItem {
  bool is_group = false;
  // Into Problem::groups or Problem::tests.
  int index = 0;
  friend bool operator==(const GroupItem&, const GroupItem&) = default;
};

struct TestGroup {
  // "" for the group of all tests, "secret/01-small", "1".
  std::string name = {};
  // In the order of judging.
  std::vector<GroupItem> items = {};
  Grading grading = {};
  friend bool operator==(const TestGroup&, const TestGroup&) = default;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_TEST_GROUP_H_
