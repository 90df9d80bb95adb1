#ifndef ASSAY_JUDGE_STORE_JOURNAL_H_
#define ASSAY_JUDGE_STORE_JOURNAL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "judge/store/journal_reader.h"
#include "judge/store/journal_writer.h"
#include "proto/judge/v1/submission.pb.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Every submission that was accepted, with its request, and how it ended: an SQLite database with
// a write-ahead log. What `done` was called for outlives the process, kill -9 and a power loss.
//
// One thread writes. It commits in one transaction what has gathered while the last one went to
// disk, so that many submissions share the price of an fsync(2). Readers have a connection of their
// own and do not wait for it.
//
// Thread-safe. Errors beyond those named below are Database's (database.h).
class Journal {
 public:
  // Makes the database (mode 0600) where it is missing. One process at a time: FAILED_PRECONDITION
  // while another has it, which the file PATH.lock tells.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(const std::string& path,
                                                       const JournalOptions& options);

  // Commits what is queued and calls its `done`. Nothing may be called any more.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Accepts a submission. `done` is called exactly once, on the journal's thread, when it is on
  // disk or cannot be; it must not wait for the journal.
  //
  // `submission` has client, client_token, language, problem_id, problem_digest, priority and
  // rejudge_of. The journal gives id, create_time, attempt 1 and the state QUEUED. Ids are 16
  // digits, unique also after removal and restart, and sort in the order of acceptance.
  //
  // A client that repeats a non-empty token with the same request gets the earlier id, `repeated`;
  // with another request it gets ALREADY_EXISTS. RESOURCE_EXHAUSTED: submissions that have not
  // ended fill the size budget, or the client's half of it, the file system is about to be full, or
  // more is queued than the disk keeps up with (journal_errors.h).
  void Add(::judge::v1::Submission submission, const ::judge::v1::SubmitRequest& request,
           std::function<void(absl::StatusOr<Accepted>)> done);

  // Ends the submission `submission.id`. Of `submission` count the state (FINISHED, CANCELLED or
  // FAILED; else INVALID_ARGUMENT), the judgement and the error; end_time is set here. The first
  // end counts: `done` gets false, and nothing changes, for a submission that had ended. NOT_FOUND:
  // no such submission. `done` as for Add(). How large judgement and events may be is the caller's
  // to bound; they are stored also beyond the size budget.
  void Finish(::judge::v1::Submission submission,
              const std::vector<::judge::v1::SubmitEvent>& events,
              std::function<void(absl::StatusOr<bool>)> done);

  // The submission that `client` has used the request's token for; absent when it is new, or empty.
  // ALREADY_EXISTS as for Add(). Does not wait for the disk.
  absl::StatusOr<std::optional<std::string>> FindRepeated(
      const std::string& client, const ::judge::v1::SubmitRequest& request) const;

  // All NOT_FOUND for what is not there. A submission that has not ended is QUEUED here: that it
  // runs is not written down. The request stays as long as its submission.
  absl::StatusOr<::judge::v1::Submission> Get(const std::string& id) const;
  absl::StatusOr<::judge::v1::SubmitRequest> Request(const std::string& id) const;
  // Of a submission that has ended.
  absl::StatusOr<std::vector<::judge::v1::SubmitEvent>> Events(const std::string& id) const;

  // Newest first, each judgement reduced to its verdict.
  absl::StatusOr<SubmissionPage> List(const SubmissionFilter& filter) const;

  // What the process before this one had accepted and not ended, in the order of acceptance, with
  // `attempt` raised by one, on disk too. To be called once, before Add(). Request() gives what was
  // asked for: all requests at once would not fit into memory.
  absl::StatusOr<std::vector<::judge::v1::Submission>> Recover();

  // Removes ended submissions past their retention time, or beyond the size budget, and gives room
  // back to the file system. The journal does so by itself each minute, in steps between its
  // transactions. Waits until it is done; not to be called from `done`.
  absl::Status RemoveExpired();

  // Of the database and its log, on disk now.
  int64_t SizeBytes() const;

 private:
  // Something to write.
  struct Operation {
    size_t size_bytes = 0;
    // Does it, in a transaction that goes back if this fails.
    std::function<absl::Status(JournalWriter&)> apply = nullptr;
    // Gets OK when it is on disk.
    std::function<void(const absl::Status&)> done = nullptr;
  };

  Journal(std::string path, int64_t max_bytes, UniqueFd lock, std::unique_ptr<JournalWriter> writer,
          std::unique_ptr<JournalReader> reader);
  void Enqueue(Operation operation) ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Operation> TakeBatch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The writer's thread.
  void Write();
  void CommitAll(const std::vector<Operation>& batch);
  absl::Status Commit(const Operation* begin, const Operation* end);
  // Does one step of RemoveExpired(): whether there is more to do.
  bool CleanSome();

  const std::string path_;
  // A transaction ends with the operation that reaches it.
  const size_t batch_bytes_;
  const UniqueFd lock_;
  // Of the writer's thread.
  const std::unique_ptr<JournalWriter> writer_;
  mutable absl::Mutex reader_mutex_;
  const std::unique_ptr<JournalReader> reader_ ABSL_PT_GUARDED_BY(reader_mutex_);

  absl::Mutex mutex_;
  std::deque<Operation> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Who waits in RemoveExpired().
  std::vector<std::function<void(const absl::Status&)>> cleaning_waiters_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_JOURNAL_H_
