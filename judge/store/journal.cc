#include "judge/store/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "judge/base/sha256.h"
#include "judge/store/journal_errors.h"
#include "judge/store/journal_tables.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

// A transaction ends with the operation that reaches one of these.
constexpr size_t kBatchOperations = 512;
constexpr int64_t kBatchBytes = 8 << 20;
// And of the journal's size budget, because the log takes all of a transaction.
constexpr int64_t kBatchBudgetShare = 32;
// What an operation adds to the log besides its contents: a page of each table and index.
constexpr size_t kOperationBytes = 4096;
// Of requests that wait for the disk, unless one alone is larger.
constexpr size_t kMaxQueuedBytes = 64 << 20;
constexpr absl::Duration kCleaningInterval = absl::Minutes(1);

// The same bytes for the same message, which maps and unknown fields do not promise otherwise.
std::string SerializeDeterministic(const google::protobuf::MessageLite& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

int64_t FileBytes(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 ? info.st_size : 0;
}

absl::StatusOr<UniqueFd> LockAlone(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, OpenFile(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return ErrnoStatus(errno, absl::StrCat("lock ", path));
  return absl::FailedPreconditionError(absl::StrCat(
      path, ": another process has the journal open; stop it, or give each a folder of its own"));
}

}  // namespace

Journal::Journal(std::string path, int64_t max_bytes, UniqueFd lock,
                 std::unique_ptr<JournalWriter> writer, std::unique_ptr<JournalReader> reader)
    : path_(std::move(path)),
      batch_bytes_(std::min(kBatchBytes, max_bytes / kBatchBudgetShare)),
      lock_(std::move(lock)),
      writer_(std::move(writer)),
      reader_(std::move(reader)) {}

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(const std::string& path,
                                                       const JournalOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, LockAlone(absl::StrCat(path, ".lock")));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<JournalWriter> writer, JournalWriter::Open(path, options));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<JournalReader> reader, JournalReader::Open(path));
  std::unique_ptr<Journal> journal(
      new Journal(path, options.max_bytes, std::move(lock), std::move(writer), std::move(reader)));
  ASSAY_ASSIGN_OR_RETURN(journal->thread_, StartThread([raw = journal.get()] { raw->Write(); }));
  return journal;
}

Journal::~Journal() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Journal::Add(v1::Submission submission, const v1::SubmitRequest& request,
                  std::function<void(absl::StatusOr<Accepted>)> done) {
  struct State {
    v1::Submission submission;
    std::string request;
    std::string digest;
    std::function<void(absl::StatusOr<Accepted>)> done;
    absl::StatusOr<Accepted> answer;
  };
  auto state = std::make_shared<State>();
  state->submission = std::move(submission);
  state->done = std::move(done);
  {
    absl::MutexLock lock(&mutex_);
    if (queued_bytes_ > kMaxQueuedBytes) state->answer = JournalBusy();
  }
  const bool is_refused = absl::IsResourceExhausted(state->answer.status());
  if (!is_refused) {
    state->request = SerializeDeterministic(request);
    state->digest = Sha256Of(state->request);
  }
  Enqueue({.size_bytes = state->request.size(),
           .apply =
               [state, is_refused](JournalWriter& writer) {
                 if (is_refused) return absl::OkStatus();
                 return writer.Add(state->submission, state->request, state->digest, state->answer);
               },
           .done =
               [this, state](const absl::Status& status) {
                 if (!status.ok()) state->answer = WithoutPath(status, path_);
                 state->done(std::move(state->answer));
               }});
}

void Journal::Finish(v1::Submission submission, const std::vector<v1::SubmitEvent>& events,
                     std::function<void(absl::StatusOr<bool>)> done) {
  struct State {
    v1::Submission submission;
    std::string events;
    std::function<void(absl::StatusOr<bool>)> done;
    absl::StatusOr<bool> answer;
  };
  auto state = std::make_shared<State>();
  state->submission = std::move(submission);
  state->events = SerializeEvents(events);
  state->done = std::move(done);
  Enqueue({.size_bytes = state->events.size() + state->submission.ByteSizeLong(),
           .apply =
               [state](JournalWriter& writer) {
                 return writer.Finish(state->submission, state->events, state->answer);
               },
           .done =
               [this, state](const absl::Status& status) {
                 if (!status.ok()) state->answer = WithoutPath(status, path_);
                 state->done(std::move(state->answer));
               }});
}

absl::StatusOr<std::optional<std::string>> Journal::FindRepeated(
    const std::string& client, const v1::SubmitRequest& request) const {
  std::optional<JournalReader::TokenUse> use;
  {
    absl::MutexLock lock(&reader_mutex_);
    ASSAY_ASSIGN_OR_RETURN(use, reader_->FindToken(client, request.client_token()));
  }
  if (!use.has_value()) return std::nullopt;
  if (use->request_digest != Sha256Of(SerializeDeterministic(request))) return TokenTaken(use->id);
  return std::move(use->id);
}

absl::StatusOr<v1::Submission> Journal::Get(const std::string& id) const {
  absl::MutexLock lock(&reader_mutex_);
  return reader_->Get(id);
}

absl::StatusOr<v1::SubmitRequest> Journal::Request(const std::string& id) const {
  absl::MutexLock lock(&reader_mutex_);
  return reader_->Request(id);
}

absl::StatusOr<std::vector<v1::SubmitEvent>> Journal::Events(const std::string& id) const {
  absl::MutexLock lock(&reader_mutex_);
  return reader_->Events(id);
}

absl::StatusOr<SubmissionPage> Journal::List(const SubmissionFilter& filter) const {
  absl::MutexLock lock(&reader_mutex_);
  return reader_->List(filter);
}

absl::StatusOr<std::vector<v1::Submission>> Journal::Recover() {
  absl::Notification written;
  absl::Status status;
  Enqueue({.apply = [](JournalWriter& writer) { return writer.RaiseAttempts(); },
           .done =
               [&](const absl::Status& result) {
                 status = result;
                 written.Notify();
               }});
  written.WaitForNotification();
  ASSAY_RETURN_IF_ERROR(status);
  absl::MutexLock lock(&reader_mutex_);
  return reader_->ListUnfinished();
}

absl::Status Journal::RemoveExpired() {
  absl::Notification cleaned;
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    cleaning_waiters_.push_back([&](const absl::Status& result) {
      status = result;
      cleaned.Notify();
    });
  }
  cleaned.WaitForNotification();
  return status;
}

int64_t Journal::SizeBytes() const {
  return FileBytes(path_) + FileBytes(absl::StrCat(path_, "-wal"));
}

void Journal::Enqueue(Operation operation) {
  absl::MutexLock lock(&mutex_);
  queued_bytes_ += operation.size_bytes;
  queue_.push_back(std::move(operation));
}

bool Journal::HasWork() const { return stopping_ || !queue_.empty() || !cleaning_waiters_.empty(); }

std::vector<Journal::Operation> Journal::TakeBatch() {
  std::vector<Operation> batch;
  for (size_t bytes = 0;
       !queue_.empty() && batch.size() < kBatchOperations && bytes < batch_bytes_;) {
    bytes += queue_.front().size_bytes + kOperationBytes;
    queued_bytes_ -= queue_.front().size_bytes;
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void Journal::Write() {
  absl::Time next_cleaning = absl::Now();
  bool is_cleaning = false;
  while (true) {
    std::vector<Operation> batch;
    {
      absl::MutexLock lock(&mutex_);
      if (!is_cleaning) {
        mutex_.AwaitWithDeadline(absl::Condition(this, &Journal::HasWork), next_cleaning);
      }
      batch = TakeBatch();
      if (batch.empty() && stopping_) return;
      if (!cleaning_waiters_.empty()) is_cleaning = true;
    }
    CommitAll(batch);
    if (is_cleaning || absl::Now() >= next_cleaning) {
      is_cleaning = CleanSome();
      if (!is_cleaning) next_cleaning = absl::Now() + kCleaningInterval;
    }
  }
}

void Journal::CommitAll(const std::vector<Operation>& batch) {
  if (batch.empty()) return;
  const absl::Status together = Commit(batch.data(), batch.data() + batch.size());
  for (const Operation& operation : batch) {
    // What made the whole fail, such as a large request on a full disk, need not be the fault of
    // each.
    const bool again = !together.ok() && batch.size() > 1;
    operation.done(again ? Commit(&operation, &operation + 1) : together);
  }
}

absl::Status Journal::Commit(const Operation* begin, const Operation* end) {
  ASSAY_ASSIGN_OR_RETURN(Transaction transaction, writer_->Begin());
  for (const Operation* operation = begin; operation != end; ++operation) {
    ASSAY_RETURN_IF_ERROR(operation->apply(*writer_));
  }
  return transaction.Commit();
}

bool Journal::CleanSome() {
  const absl::StatusOr<bool> more = writer_->RemoveSome();
  if (more.ok() && *more) return true;
  std::vector<std::function<void(const absl::Status&)>> waiters;
  {
    absl::MutexLock lock(&mutex_);
    waiters.swap(cleaning_waiters_);
  }
  for (const auto& waiter : waiters) waiter(more.status());
  return false;
}

}  // namespace assay::judge
