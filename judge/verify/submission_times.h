#ifndef ASSAY_JUDGE_VERIFY_SUBMISSION_TIMES_H_
#define ASSAY_JUDGE_VERIFY_SUBMISSION_TIMES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/problem/package_submission.h"
#include "judge/problem/time_limit.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// What a test of a submission took.
struct TestTime {
  // The name of the test.
  std::string test;
  // Cpu time.
  absl::Duration time;
};

// The slowest test of `judgement` that the pattern `tests` is about; a language's multiplier is
// taken out, so that languages can be compared. Absent: no such test ran.
std::optional<TestTime> SlowestTest(const ::judge::v1::Judgement& judgement,
                                    const std::string& tests, double time_multiplier);

// Whether the submission bounds the time limit from below, or from above, by some of its tests.
bool BoundsFromBelow(const PackageSubmission& submission);
bool BoundsFromAbove(const PackageSubmission& submission);

// Whether the test is one of those by which the submission bounds the time limit from below, or
// from above.
bool BoundsFromBelow(const PackageSubmission& submission, const std::string& test);
bool BoundsFromAbove(const PackageSubmission& submission, const std::string& test);

// The times that a time limit follows from, gathered submission by submission.
class TimeBounds {
 public:
  // Takes in what a submission took whose tests were run to an end; see SlowestTest().
  void AddLower(const PackageSubmission& submission, const ::judge::v1::Judgement& judgement,
                double time_multiplier);

  // Takes in a submission that bounds from above, and of which the slowest test took `time`, or
  // more.
  void AddUpper(const PackageSubmission& submission, const TestTime& time);

  SubmissionTimes times() const;
  // "accepted/a.cpp on secret/1". Empty: none.
  const std::string& slowest() const { return slowest_; }
  const std::string& fastest() const { return fastest_; }

 private:
  std::optional<absl::Duration> slowest_time_;
  std::optional<absl::Duration> fastest_time_;
  std::string slowest_;
  std::string fastest_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_SUBMISSION_TIMES_H_
