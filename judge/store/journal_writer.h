#ifndef ASSAY_JUDGE_STORE_JOURNAL_WRITER_H_
#define ASSAY_JUDGE_STORE_JOURNAL_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/store/database.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

struct JournalOptions {
  // How long an ended submission is kept.
  absl::Duration retention = absl::Hours(24 * 30);
  // Of the database with its log, on disk. To stay below it, ended submissions go: those of clients
  // that have more than the average of all, oldest end first. At least 2 MiB.
  int64_t max_bytes = int64_t{4} << 30;
  // Of the file system; with less, nothing is accepted.
  int64_t min_free_bytes = int64_t{256} << 20;
};

struct Accepted {
  std::string id;
  // An earlier request of the client had the token.
  bool repeated = false;
};

// The statements that change the journal's tables. For one thread.
class JournalWriter {
 public:
  static absl::StatusOr<std::unique_ptr<JournalWriter>> Open(const std::string& path,
                                                             const JournalOptions& options);

  // A transaction for the functions below. Looks at the file system's free space, once.
  absl::StatusOr<Transaction> Begin();

  // Each returns the failures that make the transaction worthless; `answer` is what to tell the
  // caller otherwise. See Journal::Add() and Finish(). `request` is serialized, `request_digest`
  // tells it from others, `events` is as JournalReader has it.
  absl::Status Add(::judge::v1::Submission submission, absl::string_view request,
                   absl::string_view request_digest, absl::StatusOr<Accepted>& answer);
  absl::Status Finish(const ::judge::v1::Submission& submission, absl::string_view events,
                      absl::StatusOr<bool>& answer);

  // Raises the attempt of every submission that has not ended.
  absl::Status RaiseAttempts();

  // Removes some of what Journal::RemoveExpired() removes, in a transaction of its own: whether
  // there may be more.
  absl::StatusOr<bool> RemoveSome();

 private:
  JournalWriter(std::unique_ptr<Database> database, const JournalOptions& options)
      : database_(std::move(database)), options_(options) {}
  absl::StatusOr<int64_t> UsedBytes();
  int64_t LimitBytes() const;
  // Removes the submission whose end is the oldest, if that was before `end_time_us`: whether there
  // was one.
  absl::StatusOr<bool> RemoveOldest(int64_t end_time_us);
  // Removes the one that is to go first when there is no room: whether there was one.
  absl::StatusOr<bool> RemoveForRoom();
  // Removes ended submissions until `size_bytes` more fit: whether they do.
  absl::StatusOr<bool> MakeRoom(int64_t size_bytes);
  absl::StatusOr<bool> FindToken(const ::judge::v1::Submission& submission,
                                 absl::string_view request_digest,
                                 absl::StatusOr<Accepted>& answer);

  const std::unique_ptr<Database> database_;
  const JournalOptions options_;
  int64_t last_id_ = 0;
  bool is_disk_full_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_JOURNAL_WRITER_H_
