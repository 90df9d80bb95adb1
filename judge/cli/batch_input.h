#ifndef ASSAY_JUDGE_CLI_BATCH_INPUT_H_
#define ASSAY_JUDGE_CLI_BATCH_INPUT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "judge/batch/entry.h"
#include "judge/batch/entry_judge.h"
#include "judge/batch/evaluation_set.h"
#include "judge/batch/submission_entries.h"
#include "judge/cli/batch_flags.h"
#include "judge/evaluate/cancellation.h"
#include "judge/language/language_store.h"

namespace assay::judge {

// What `batch` was told to judge, opened. Errors blame an argument of the user's, unless they are
// the host's.
class BatchInput {
 public:
  // Reads the problems, or the set, and looks through the folders. `languages` outlives the object.
  static absl::StatusOr<std::unique_ptr<BatchInput>> Open(const BatchFlags& flags,
                                                          const LanguageStore& languages);

  // Adds a problem that only who judges it has. INVALID_ARGUMENT for a name that is none, or taken.
  absl::Status AddProblem(std::string name, std::string digest);

  // Whether the input can be read more than once.
  bool rereadable() const { return rereadable_; }
  // By name. Empty for a set.
  const std::map<std::string, LoadedProblem>& problems() const { return problems_; }
  // In the order of the flags.
  const std::vector<std::string>& problem_names() const { return defaults_.problems; }
  const std::optional<EvaluationSet>& set() const { return set_; }
  // Files of folders that no language has the ending of.
  int64_t passed_over() const { return passed_over_; }

  // From its beginning. A pipe's only once, and waiting for it ends with `cancellation`, which
  // outlives the entries.
  absl::StatusOr<std::unique_ptr<EntrySource>> Entries(const Cancellation& cancellation) const;

 private:
  BatchInput() = default;
  absl::Status LoadProblems(const std::vector<std::string>& given);
  absl::Status Add(std::string name, LoadedProblem loaded);
  absl::Status FindInputs(const std::vector<std::string>& inputs, const LanguageStore& languages);
  absl::Status OpenSet(const BatchFlags& flags, const LanguageStore& languages);

  // A JSONL, or files.
  struct Part {
    std::string jsonl;
    std::vector<std::string> files;
  };

  EntryDefaults defaults_;
  std::map<std::string, LoadedProblem> problems_;
  std::vector<Part> parts_;
  bool rereadable_ = true;
  int64_t passed_over_ = 0;
  std::optional<EvaluationSet> set_;
  EvaluationOptions evaluation_;
  // Of the set: the file of samples, or empty; and of tasks.
  std::string completions_;
  std::string tasks_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_BATCH_INPUT_H_
