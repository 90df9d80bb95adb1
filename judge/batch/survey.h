#ifndef ASSAY_JUDGE_BATCH_SURVEY_H_
#define ASSAY_JUDGE_BATCH_SURVEY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/batch/entry.h"
#include "judge/evaluate/cancellation.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// What a batch's input is, found by reading it once before anything is judged.
struct BatchSurvey {
  int64_t count = 0;
  int64_t bad_count = 0;
  // Of the first that is no good, with its place.
  absl::Status first_bad;
  // Of everything in the input, in its order.
  std::string digest;
  // MarkOf() each entry, where that was asked for.
  std::vector<uint64_t> marks;
  // Those of entries that are good, by id.
  std::map<std::string, const ::judge::v1::Language*> languages;
};

// Reads `entries` to their end, in memory for one of them, and `with_marks` for eight bytes of
// each. `cancellation` ends it with ABORTED.
absl::StatusOr<BatchSurvey> SurveyEntries(EntrySource& entries, const Cancellation& cancellation,
                                          bool with_marks = false);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_SURVEY_H_
