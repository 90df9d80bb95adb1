#ifndef ASSAY_JUDGE_BATCH_ENTRY_H_
#define ASSAY_JUDGE_BATCH_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/language/source.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// One submission of a batch.
struct BatchEntry {
  // Counted by the runner, from 1.
  int64_t index = 0;
  // Printable, as is all that follows but the source.
  std::string id;
  // Of one of the batch's problems, or of the task in `evaluation`.
  std::string problem;
  // "FILE" or "FILE:LINE".
  std::string origin;
  // Why there is nothing to judge; the rest then is as far as it is known.
  absl::Status error;
  // Lives as long as the LanguageStore.
  const ::judge::v1::Language* language = nullptr;
  Source source;
  // Ahead of the batch's own.
  LimitOverrides limits;
  // For the program of a code-evaluation set, which gets it on standard input after a line with a
  // word that nobody can guess; it passes by printing that word, alone, when all tests are through.
  // Empty where the program has its tests: the word comes by a pipe then, and cannot be read again.
  std::optional<std::string> evaluation;
};

// Submissions one after another, in an order that is the same each time the same input is opened.
// For one thread at a time.
class EntrySource {
 public:
  virtual ~EntrySource() = default;

  // The next one; absent at the end. A status ends the whole: the input cannot be read on.
  virtual absl::StatusOr<std::optional<BatchEntry>> Next() = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_ENTRY_H_
