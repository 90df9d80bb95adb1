#ifndef ASSAY_JUDGE_VERIFY_VERIFY_OPTIONS_H_
#define ASSAY_JUDGE_VERIFY_VERIFY_OPTIONS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "judge/evaluate/judging.h"

namespace assay::judge {

struct VerifyOptions {
  // Patterns (see glob.h) of names of submissions. Empty: all. What must be run to compute the time
  // limit is run all the same.
  std::vector<std::string> only;
  // Judges the package's submissions, too.
  bool submissions = true;
  // Runs at once, each on a cpu of its own; 0: as many as there are cpus.
  int jobs = 0;
  // See JudgingOptions.
  int max_reruns = JudgingOptions().max_reruns;
  // In place of the package's, and of what would be computed; before languages' multipliers.
  std::optional<absl::Duration> time_limit;
  // What happens, as it happens: what runs now, and how much of it is done. From several threads,
  // one at a time. May be empty.
  std::function<void(const std::string& what, int done, int total)> on_progress;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VERIFY_VERIFY_OPTIONS_H_
