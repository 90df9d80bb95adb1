#ifndef ASSAY_JUDGE_CLI_REMOTE_REMOTE_JUDGE_H_
#define ASSAY_JUDGE_CLI_REMOTE_REMOTE_JUDGE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/batch/entry_judge.h"
#include "judge/cli/remote/connection.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// A problem as requests to a server name it; or why what is submitted to it is a JUDGE_ERROR.
struct RemoteProblem {
  absl::Status fault;
  // With stored_problem or inline_problem alone.
  ::judge::v1::SubmitRequest request = {};
};

// Judges entries at a server, by one SubmitBatch after another: a call that breaks is made anew,
// and what had no answer is sent again. Submissions end with the call that brought them, so that
// nothing is judged for a client that is gone.
class RemoteJudge : public EntryJudge {
 public:
  struct Setting {
    // Outlive the object.
    Connection& connection;
    // By the names that entries have.
    const std::map<std::string, RemoteProblem>& problems;
    // What every request asks for, without problem, language and files.
    ::judge::v1::SubmitRequest options = {};
    // For how long a server that does not answer is tried again.
    absl::Duration retry_for;
  };

  static absl::StatusOr<std::unique_ptr<RemoteJudge>> Create(Setting setting);
  ~RemoteJudge() override;

  // A server's own bound on what it takes of a call at once is lower, or its queue's.
  int window() const override { return 64; }
  void Start(BatchEntry entry, std::function<void(EntryEnd)> done) override;
  void Stop() override;
  void Finish() override;

 private:
  struct Job {
    BatchEntry entry;
    std::function<void(EntryEnd)> done;
    // Of a task with tests of its own.
    std::string word;
  };
  class Stream;

  explicit RemoteJudge(Setting setting) : setting_(std::move(setting)) {}
  void Run();
  // One call, until it ends. `heard`: anything came from the server.
  absl::Status Talk(bool* heard);
  ::judge::v1::SubmitRequest MakeRequest(const Job& job) const;
  void End(int64_t number, EntryEnd end);
  void EndAll(const absl::Status& status);
  bool Idle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return jobs_.empty() && !finished_; }

  const Setting setting_;
  mutable absl::Mutex mutex_;
  // Without an answer, in the order in which they came.
  std::map<int64_t, std::shared_ptr<Job>> jobs_ ABSL_GUARDED_BY(mutex_);
  // Of those, what the present call has not been given.
  std::deque<int64_t> unsent_ ABSL_GUARDED_BY(mutex_);
  // Nothing is sent before.
  absl::Time not_before_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  int64_t last_number_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // The call under way, to be cancelled.
  Connection::Call* call_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_REMOTE_REMOTE_JUDGE_H_
