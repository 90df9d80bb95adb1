#ifndef ASSAY_JUDGE_BATCH_MEMO_H_
#define ASSAY_JUDGE_BATCH_MEMO_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "judge/store/database.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// Judgements by a digest of everything that they depend on, in a file that outlives the process.
// Thread-safe.
class Memo {
 public:
  struct Known {
    // Of the submission that was judged.
    std::string id;
    ::judge::v1::Judgement judgement;
  };

  // What the file keeps at most; the oldest go first.
  static constexpr int64_t kMostJudgements = 1'000'000;

  // Makes the file where it is missing. Errors as those of Database::Open().
  static absl::StatusOr<std::unique_ptr<Memo>> Open(const std::string& path);

  // DATA_LOSS: what is there is not as it was written. A digest tells, which keeps out accidents;
  // whoever may write to the file can write a judgement into it.
  absl::StatusOr<std::optional<Known>> Find(const std::string& key);

  // On disk after some more of these, or after Flush().
  absl::Status Put(const std::string& key, const Known& known);

  // Writes what is not on disk yet, and removes what is beyond kMostJudgements.
  absl::Status Flush();

 private:
  explicit Memo(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  absl::Status Write() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  const std::unique_ptr<Database> database_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Known> unwritten_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_MEMO_H_
