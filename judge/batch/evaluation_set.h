#ifndef ASSAY_JUDGE_BATCH_EVALUATION_SET_H_
#define ASSAY_JUDGE_BATCH_EVALUATION_SET_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/batch/entry.h"
#include "judge/evaluate/cancellation.h"
#include "judge/language/language_store.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Sets of tasks for programs that write programs.
enum class EvaluationKind {
  // {task_id, prompt, entry_point, test, canonical_solution}: a completion goes on where the prompt
  // ends. https://github.com/openai/human-eval; HumanEval-X has the same for C++ and Java.
  kHumanEval,
  // {task_id, code, test_list, test_setup_code or test_imports}: a completion is a program.
  // https://github.com/google-research/google-research/tree/master/mbpp
  kMbpp,
};

struct EvaluationTask {
  // Printable.
  std::string id;
  std::string prompt;
  // Of the function that `check` of the tests is called with. Empty: tests are statements.
  std::string entry_point;
  std::vector<std::string> setup;
  std::vector<std::string> tests;
  // Empty where there is none.
  std::string canonical_solution;
};

struct EvaluationSet {
  EvaluationKind kind = EvaluationKind::kHumanEval;
  // In the order of the file.
  std::vector<std::string> ids;
  std::map<std::string, EvaluationTask> tasks;
};

// A line of the tasks' file. INVALID_ARGUMENT names the field. Fields that are of no use here are
// passed over.
absl::StatusOr<EvaluationTask> ParseTask(EvaluationKind kind, absl::string_view text);

// Reads the tasks of a file that is called `name`. Errors name the file and the line.
absl::StatusOr<EvaluationSet> ReadEvaluationSet(EvaluationKind kind, UniqueFd fd,
                                                const std::string& name);

struct EvaluationOptions {
  // Outlives the entries. Of python3, cpp17, cpp20 and java.
  const ::judge::v1::Language* language = nullptr;
  // Tests and completion of a Python task share a process: see docs/batch.md.
  bool same_process = false;
  // Ends waiting for a pipe. Outlives the entries; may be null.
  const Cancellation* cancellation = nullptr;
};

// Whether there is a template for the options. INVALID_ARGUMENT says what there is.
absl::Status CheckTemplate(EvaluationKind kind, const EvaluationOptions& options);

// Puts the program of a task together, with `completion` or, where `whole`, with that in place of
// prompt and completion. INVALID_ARGUMENT where that cannot be.
absl::Status AssembleProgram(const EvaluationTask& task, const std::string& completion, bool whole,
                             const EvaluationOptions& options, BatchEntry* entry);

// The samples of a JSONL of {task_id, completion | completions | solution, id}, called `name`.
// `set` outlives them.
std::unique_ptr<EntrySource> SampleEntries(const EvaluationSet& set, UniqueFd fd,
                                           const std::string& name,
                                           const EvaluationOptions& options);

// The canonical solution of each task that has one: a check of the set itself.
std::unique_ptr<EntrySource> CanonicalEntries(const EvaluationSet& set, const std::string& name,
                                              const EvaluationOptions& options);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_EVALUATION_SET_H_
