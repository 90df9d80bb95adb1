#include "judge/verify/expectation_match.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"
#include "judge/problem/glob.h"
#include "judge/problem/test_group.h"
#include "judge/verify/expected_verdict.h"
#include "judge/verify/test_evidence.h"

namespace assay::judge {
namespace {

using ::judge::v1::GroupResult;
using ::judge::v1::Judgement;
using ::judge::v1::TestResult;
using Results = std::vector<const TestResult*>;

// Scores are sums of numbers that people write with few digits.
constexpr double kScoreTolerance = 1e-9;

std::string VerdictName(::judge::v1::Verdict verdict) {
  const std::optional<ExpectedVerdict> expected = ToExpectedVerdict(verdict);
  if (verdict == ::judge::v1::VERDICT_PARTIAL) return "AC (in part)";
  if (expected.has_value()) return ShortName(*expected);
  return verdict == ::judge::v1::VERDICT_SKIPPED ? "skipped" : "judge error";
}

// "AC on 3 tests, WA on 1".
std::string CountVerdicts(const Results& results) {
  std::map<std::string, int> counts;
  for (const TestResult* result : results) ++counts[VerdictName(result->verdict())];
  std::vector<std::string> parts;
  parts.reserve(counts.size());
  for (const auto& [name, count] : counts) {
    parts.push_back(absl::StrCat(name, " on ", count,
                                 !parts.empty() ? ""
                                 : count == 1   ? " test"
                                                : " tests"));
  }
  return absl::StrJoin(parts, ", ");
}

bool NamesCompileError(const VerdictSet& verdicts) {
  VerdictSet not_accepted = VerdictSet::All();
  not_accepted.Remove(ExpectedVerdict::kAccepted);
  return verdicts.Contains(ExpectedVerdict::kCompileError) && !(verdicts == VerdictSet::All()) &&
         !(verdicts == not_accepted);
}

// The discrepancies of one expectation.
class Matcher {
 public:
  Matcher(const Problem& problem, const Expectation& expectation, const Judgement& judgement,
          std::vector<Discrepancy>& found)
      : problem_(problem), expectation_(expectation), judgement_(judgement), found_(found) {}

  void Match() {
    Results results;
    for (const TestResult& result : judgement_.test_results()) {
      if (IsAbout(expectation_.tests, result.name())) results.push_back(&result);
    }
    if (results.empty()) return Add("", "no test has such a name");
    // A group's test of the source files is one of its tests.
    for (const TestResult& result : judgement_.static_test_results()) {
      if (IsAbout(expectation_.tests, result.name())) results.push_back(&result);
    }
    MatchPermitted(results);
    MatchRequired(results);
    MatchTotal();
    MatchScore();
    MatchPartial();
    MatchMessage(results);
  }

 private:
  void Add(std::string test, std::string found, std::string evidence = "") {
    found_.push_back({.expectation = DescribeExpectation(expectation_),
                      .test = std::move(test),
                      .found = std::move(found),
                      .evidence = std::move(evidence)});
  }

  void MatchPermitted(const Results& results) {
    const TestResult* first = nullptr;
    int more = 0;
    for (const TestResult* result : results) {
      const std::optional<ExpectedVerdict> verdict = ToExpectedVerdict(result->verdict());
      if (!verdict.has_value() || expectation_.permitted.Contains(*verdict)) continue;
      if (first == nullptr) {
        first = result;
      } else {
        ++more;
      }
    }
    if (first == nullptr) return;
    const std::string others = more == 0 ? "" : absl::StrCat(" (and on ", more, " more)");
    Add(first->name(), absl::StrCat(VerdictName(first->verdict()), others), EvidenceOf(*first));
  }

  void MatchRequired(const Results& results) {
    const bool met = std::any_of(results.begin(), results.end(), [&](const TestResult* result) {
      const std::optional<ExpectedVerdict> verdict = ToExpectedVerdict(result->verdict());
      return verdict.has_value() && expectation_.required.Contains(*verdict);
    });
    if (met || expectation_.required == VerdictSet::All()) return;
    Add("", CountVerdicts(results));
  }

  void MatchTotal() {
    const std::optional<ExpectedVerdict> verdict = ToExpectedVerdict(judgement_.verdict());
    if (verdict.has_value() && expectation_.total.Contains(*verdict)) return;
    if (!verdict.has_value() && expectation_.total == VerdictSet::All()) return;
    for (const TestResult& result : judgement_.test_results()) {
      if (result.verdict() != judgement_.verdict()) continue;
      return Add(result.name(), VerdictName(judgement_.verdict()), EvidenceOf(result));
    }
    Add("", VerdictName(judgement_.verdict()));
  }

  void MatchScore() {
    if (!expectation_.score.has_value()) return;
    if (expectation_.tests.empty()) {
      return MatchOneScore(
          "", judgement_.has_score() ? std::optional(judgement_.score()) : std::nullopt);
    }
    bool any = false;
    for (const GroupResult& group : judgement_.group_results()) {
      if (group.name().empty() || !IsAbout(expectation_.tests, group.name())) continue;
      // Not those that lie in a group that it is about.
      const std::vector<absl::string_view> parts = absl::StrSplit(group.name(), '/');
      const std::string above = absl::StrJoin(parts.begin(), parts.end() - 1, "/");
      if (!above.empty() && IsAbout(expectation_.tests, above)) continue;
      any = true;
      MatchOneScore(group.name(), group.has_score() ? std::optional(group.score()) : std::nullopt);
    }
    if (!any) Add("", "no group has such a name");
  }

  void MatchOneScore(const std::string& group, std::optional<double> score) {
    if (!score.has_value()) return Add(group, "no score");
    const auto& [from, to] = *expectation_.score;
    const double room = kScoreTolerance * std::max({1.0, std::fabs(from), std::fabs(to)});
    if (*score < from - room || *score > to + room) Add(group, absl::StrCat("score ", *score));
  }

  void MatchPartial() {
    if (!expectation_.partial || !judgement_.has_score()) return;
    const std::optional<double> best = BestScore(problem_);
    if (!best.has_value() || std::fabs(judgement_.score() - *best) > kScoreTolerance) return;
    Add("", absl::StrCat("score ", judgement_.score(), ", the best there is"));
  }

  void MatchMessage(const Results& results) {
    if (expectation_.message.empty()) return;
    const bool met = std::any_of(results.begin(), results.end(), [&](const TestResult* result) {
      return absl::StrContains(result->message(), expectation_.message);
    });
    if (met) return;
    const auto other = std::find_if(results.begin(), results.end(), [](const TestResult* result) {
      return !result->message().empty();
    });
    if (other == results.end()) return Add("", "no message");
    Add((*other)->name(), "another message", EvidenceOf(**other));
  }

  const Problem& problem_;
  const Expectation& expectation_;
  const Judgement& judgement_;
  std::vector<Discrepancy>& found_;
};

}  // namespace

bool IsAbout(absl::string_view pattern, absl::string_view test) {
  if (pattern.empty()) return true;
  const absl::StatusOr<std::vector<std::string>> patterns = ExpandBraces(pattern);
  return patterns.ok() && std::any_of(patterns->begin(), patterns->end(),
                                      [&](const auto& each) { return MatchesGlob(each, test); });
}

std::optional<double> BestScore(const Problem& problem) {
  if (problem.groups.empty()) return std::nullopt;
  const auto* legacy = std::get_if<LegacyGrading>(&problem.groups.front().grading);
  if (legacy == nullptr) return std::nullopt;
  const double best = problem.kind.minimizes ? legacy->least_score : legacy->greatest_score;
  return std::isfinite(best) ? std::optional(best) : std::nullopt;
}

std::vector<Discrepancy> FindDiscrepancies(const Problem& problem,
                                           const std::vector<Expectation>& expectations,
                                           const Judgement& judgement) {
  std::vector<Discrepancy> found;
  if (judgement.verdict() == ::judge::v1::VERDICT_JUDGE_ERROR) return found;
  if (judgement.verdict() == ::judge::v1::VERDICT_COMPILE_ERROR) {
    for (const Expectation& expectation : expectations) {
      if (NamesCompileError(expectation.total) || NamesCompileError(expectation.required)) continue;
      found.push_back({.expectation = DescribeExpectation(expectation),
                       .test = "",
                       .found = "CE",
                       .evidence = MakePrintableLine(Truncate(judgement.compile().output(), 500))});
    }
    return found;
  }
  for (const Expectation& expectation : expectations) {
    Matcher(problem, expectation, judgement, found).Match();
  }
  return found;
}

}  // namespace assay::judge
