#include "judge/batch/survey.h"

#include <optional>

#include "judge/batch/digests.h"
#include "judge/batch/results_file.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<BatchSurvey> SurveyEntries(EntrySource& entries, const Cancellation& cancellation,
                                          bool with_marks) {
  BatchSurvey survey;
  FieldDigest digest;
  while (true) {
    if (cancellation.cancelled()) return absl::AbortedError("stopped");
    ASSAY_ASSIGN_OR_RETURN(const std::optional<BatchEntry> entry, entries.Next());
    if (!entry.has_value()) break;
    ++survey.count;
    if (with_marks) survey.marks.push_back(MarkOf(entry->id, entry->problem));
    digest.Add(entry->id).Add(entry->problem).Add(entry->error.message());
    AddProgram(*entry, &digest);
    if (entry->error.ok()) {
      survey.languages[entry->language->id()] = entry->language;
      continue;
    }
    if (survey.bad_count++ == 0) survey.first_bad = Annotate(entry->error, entry->origin);
  }
  survey.digest = digest.Finish();
  return survey;
}

}  // namespace assay::judge
