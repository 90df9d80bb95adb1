#ifndef ASSAY_JUDGE_BATCH_ENTRY_JUDGE_H_
#define ASSAY_JUDGE_BATCH_ENTRY_JUDGE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "judge/batch/entry.h"
#include "judge/problem/problem.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// A problem of a batch. One that cannot be read makes JUDGE_ERROR of what is submitted to it.
struct LoadedProblem {
  absl::StatusOr<Problem> problem;
  // Of all its files.
  std::string digest;
};

// What all texts of one judgement may take.
inline constexpr int64_t kBatchTextBytes = 64 << 10;

// How judging an entry ended.
struct EntryEnd {
  // Otherwise what the host failed at; ABORTED for what was stopped.
  absl::StatusOr<::judge::v1::Judgement> judgement;
  // The status blames the entry: what it asks for cannot be.
  bool bad_entry = false;
};

// Where the entries of a batch are judged, several at once. Thread-safe.
class EntryJudge {
 public:
  virtual ~EntryJudge() = default;

  // How many entries it is given at once, at most.
  virtual int window() const = 0;

  // Judges `entry` and calls `done` once, from any thread. What the entry took is given back by
  // then.
  virtual void Start(BatchEntry entry, std::function<void(EntryEnd)> done) = 0;

  // Begins nothing more: what is under way ends soon. More than one call does no harm.
  virtual void Stop() = 0;

  // Ends its threads, when nothing is under way. No `done` is running when it returns.
  virtual void Finish() = 0;
};

// What a submission to a problem that is at fault gets.
::judge::v1::Judgement ProblemFaultJudgement(const absl::Status& status,
                                             const std::string& language);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_ENTRY_JUDGE_H_
