#ifndef ASSAY_JUDGE_CLI_BATCH_RUN_H_
#define ASSAY_JUDGE_CLI_BATCH_RUN_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/batch/entry_judge.h"
#include "judge/cli/batch_flags.h"
#include "judge/cli/batch_input.h"
#include "judge/evaluate/cancellation.h"
#include "proto/judge/v1/language.pb.h"

namespace assay::judge {

// Languages by id.
using UsedLanguages = std::map<std::string, const ::judge::v1::Language*>;

// Who judges a batch: this process, or a server.
struct BatchHost {
  // Ends the batch. Outlives it.
  const Cancellation& cancellation;
  // Of the Assay that judges.
  std::string version;
  // Besides the flags, what results depend on: part of the manifest's options. May be empty.
  std::string place;
  // What copies of judgements depend on besides version, options, problem and toolchain.
  std::string memo_salt;
  // What the toolchain of each language says of itself. Errors name the language that is not
  // installed.
  std::function<absl::StatusOr<std::map<std::string, std::string>>(const UsedLanguages&)>
      toolchains;
  std::function<absl::StatusOr<std::unique_ptr<EntryJudge>>()> make_judge;
  // Prints why something has no result, and returns the exit code: that of a signal which stopped
  // it, or `code`.
  std::function<int(int code, const absl::Status&)> fail;
};

// Whether `flags` name different files for what is read and what is written; one line for the user
// otherwise.
absl::Status CheckBatchFiles(const BatchFlags& flags);

// Tells on standard error, unless `flags` are quiet, what of `input` is at fault or passed over.
void SayWhatIsOdd(const BatchFlags& flags, const BatchInput& input);

// A batch from its input to its results and reports. Returns the exit code.
int RunBatch(const BatchFlags& flags, const BatchInput& input, const BatchHost& host);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_BATCH_RUN_H_
