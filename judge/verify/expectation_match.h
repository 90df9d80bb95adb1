#ifndef ASSAY_JUDGE_VERIFY_EXPECTATION_MATCH_H_
#define ASSAY_JUDGE_VERIFY_EXPECTATION_MATCH_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "judge/problem/package_submission.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// One thing that a package expects of a submission, and that is not so. Printable.
struct Discrepancy {
  // As DescribeExpectation() has it.
  std::string expectation = {};
  // The test that shows it, or the group. Empty: the submission as a whole.
  std::string test = {};
  // What came instead.
  std::string found = {};
  // Why it came. May be empty.
  std::string evidence = {};
  friend bool operator==(const Discrepancy&, const Discrepancy&) = default;
};

// Whether a test, or a group above it, is one of those that the pattern of an expectation is about.
// An empty pattern is about all.
bool IsAbout(absl::string_view pattern, absl::string_view test);

// The best score that a submission can have, where the package tells.
std::optional<double> BestScore(const Problem& problem);

// What of `expectations` does not hold for a judgement in which every test was judged that counts.
// A submission that does not compile is accepted by an expectation that names CE alone. A judgement
// of JUDGE_ERROR has no discrepancies: it is the package that is at fault.
std::vector<Discrepancy> FindDiscrepancies(const Problem& problem,
                                           const std::vector<Expectation>& expectations,
                                           const ::judge::v1::Judgement& judgement);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_EXPECTATION_MATCH_H_
