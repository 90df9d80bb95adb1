#include "judge/store/journal_writer.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "judge/store/journal_errors.h"
#include "judge/store/journal_tables.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

constexpr int64_t kMinBudgetBytes = int64_t{2} << 20;
constexpr int64_t kPageBytes = 4096;
// What a submission takes beyond its request at most: its rows, and those of six indices.
constexpr int64_t kOverheadBytes = 4096;
// The same on average, for the comparison of clients.
constexpr int64_t kRowBytes = 1024;
// One step of RemoveSome() lasts milliseconds.
constexpr int kRemovedPerStep = 64;
constexpr int kFreedPagesPerStep = 512;
// Free pages that are kept for what comes next, instead of being moved out of the file.
constexpr int64_t kKeptFreePages = 256;

constexpr int64_t kNoTimeLimit = std::numeric_limits<int64_t>::max();

bool IsEnd(v1::SubmissionState state) {
  return state == v1::SUBMISSION_STATE_FINISHED || state == v1::SUBMISSION_STATE_CANCELLED ||
         state == v1::SUBMISSION_STATE_FAILED;
}

void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const timespec parts = absl::ToTimespec(time);
  timestamp.set_seconds(parts.tv_sec);
  timestamp.set_nanos(static_cast<int32_t>(parts.tv_nsec));
}

// The pages after which the log is written back. It grows to twice that with a transaction's pages
// on top.
int CheckpointPages(int64_t max_bytes) {
  return static_cast<int>(std::clamp<int64_t>(max_bytes / 32 / kPageBytes, 16, 1000));
}

}  // namespace

absl::StatusOr<std::unique_ptr<JournalWriter>> JournalWriter::Open(const std::string& path,
                                                                   const JournalOptions& options) {
  if (options.max_bytes < kMinBudgetBytes || options.min_free_bytes < 0 ||
      options.retention < absl::ZeroDuration()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the journal needs a size budget of at least ", kMinBudgetBytes,
                     " bytes, and neither its free space nor its retention may be negative"));
  }
  ASSAY_ASSIGN_OR_RETURN(
      std::unique_ptr<Database> database,
      Database::Open(path, {.application_id = kJournalApplicationId,
                            .schema = JournalSchema(),
                            .checkpoint_pages = CheckpointPages(options.max_bytes)}));
  std::unique_ptr<JournalWriter> writer(new JournalWriter(std::move(database), options));
  // What was removed counts, too.
  ASSAY_ASSIGN_OR_RETURN(
      writer->last_id_,
      writer->database_->QueryInt64(
          "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'submissions'"));
  return writer;
}

absl::StatusOr<Transaction> JournalWriter::Begin() {
  struct statvfs disk = {};
  const std::string folder = std::filesystem::path(database_->path()).parent_path();
  is_disk_full_ = statvfs(folder.empty() ? "." : folder.c_str(), &disk) == 0 &&
                  static_cast<int64_t>(disk.f_bavail) <
                      options_.min_free_bytes / static_cast<int64_t>(disk.f_frsize);
  return database_->Begin();
}

absl::Status JournalWriter::Add(v1::Submission submission, absl::string_view request,
                                absl::string_view request_digest,
                                absl::StatusOr<Accepted>& answer) {
  ASSAY_ASSIGN_OR_RETURN(const bool has_token, FindToken(submission, request_digest, answer));
  if (has_token) return absl::OkStatus();
  if (is_disk_full_) {
    answer = DiskFull(options_.min_free_bytes);
    return absl::OkStatus();
  }
  const auto request_bytes = static_cast<int64_t>(request.size());
  if (request_bytes + kOverheadBytes > LimitBytes() / 2) {
    answer = RequestTooLarge(options_.max_bytes);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t unfinished_bytes,
      database_->QueryInt64("SELECT sum(unfinished_bytes) FROM clients WHERE client = ?",
                            submission.client()));
  if (unfinished_bytes + request_bytes + kOverheadBytes > LimitBytes() / 2) {
    answer = JournalFull("the client's submissions", "half of ", options_.max_bytes);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const bool fits, MakeRoom(request_bytes + kOverheadBytes));
  if (!fits) {
    answer = JournalFull("submissions", "", options_.max_bytes);
    return absl::OkStatus();
  }
  const absl::Time now = absl::Now();
  const int64_t id = std::max(last_id_ + 1, std::min(absl::ToUnixMicros(now), kMaxIdTime));
  submission.set_id(FormatId(id));
  submission.set_state(v1::SUBMISSION_STATE_QUEUED);
  submission.set_attempt(1);
  SetTime(now, *submission.mutable_create_time());
  submission.clear_end_time();
  submission.clear_judgement();
  submission.clear_error();
  ASSAY_RETURN_IF_ERROR(database_->Run(
      "INSERT INTO submissions(id, client, client_token, request_digest, language, problem_id,"
      " create_time, attempt, state, verdict, submission, size_bytes)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, 1, ?, 0, ?, ?)",
      id, submission.client(), submission.client_token(), Blob{request_digest},
      submission.language(), submission.problem_id(), absl::ToUnixMicros(now),
      int64_t{submission.state()}, Blob{submission.SerializeAsString()},
      request_bytes + kRowBytes));
  ASSAY_RETURN_IF_ERROR(
      database_->Run("INSERT INTO requests(id, request) VALUES(?, ?)", id, Blob{request}));
  last_id_ = id;
  answer = Accepted{.id = submission.id()};
  return absl::OkStatus();
}

absl::StatusOr<bool> JournalWriter::FindToken(const v1::Submission& submission,
                                              absl::string_view request_digest,
                                              absl::StatusOr<Accepted>& answer) {
  if (submission.client_token().empty()) return false;
  ASSAY_ASSIGN_OR_RETURN(
      Statement row, database_->Prepare("SELECT id, request_digest FROM submissions WHERE"
                                        " client = ? AND client_token = ? AND client_token <> ''",
                                        submission.client(), submission.client_token()));
  ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
  if (!found) return false;
  if (row.Text(1) == request_digest) {
    answer = Accepted{.id = FormatId(row.Int64(0)), .repeated = true};
  } else {
    answer = TokenTaken(FormatId(row.Int64(0)));
  }
  return true;
}

absl::Status JournalWriter::Finish(const v1::Submission& submission, absl::string_view events,
                                   absl::StatusOr<bool>& answer) {
  if (!IsEnd(submission.state())) {
    answer = absl::InvalidArgumentError("a submission ends FINISHED, CANCELLED or FAILED");
    return absl::OkStatus();
  }
  const std::optional<int64_t> id = ParseId(submission.id());
  ASSAY_ASSIGN_OR_RETURN(
      Statement row, database_->Prepare("SELECT submission, end_time FROM submissions WHERE id = ?",
                                        id.value_or(-1)));
  ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
  if (!found) {
    answer = absl::NotFoundError(absl::StrCat("no submission ", submission.id()));
    return absl::OkStatus();
  }
  answer = row.IsNull(1);
  if (!*answer) return absl::OkStatus();
  v1::Submission ended;
  if (!ended.ParseFromString(row.Text(0))) {
    return absl::DataLossError(absl::StrCat(database_->path(), ": submission ", submission.id(),
                                            " cannot be parsed; restore the file from a backup"));
  }
  const std::string judgement = submission.judgement().SerializeAsString();
  const auto end_bytes = static_cast<int64_t>(judgement.size() + events.size());
  // As much room as there is; an end is stored whether or not it fits.
  ASSAY_RETURN_IF_ERROR(MakeRoom(end_bytes + kOverheadBytes).status());
  const absl::Time now = absl::Now();
  ended.set_state(submission.state());
  SetTime(now, *ended.mutable_end_time());
  if (submission.has_judgement()) {
    ended.mutable_judgement()->set_verdict(submission.judgement().verdict());
  }
  if (submission.has_error()) *ended.mutable_error() = submission.error();
  ASSAY_RETURN_IF_ERROR(
      database_->Run("UPDATE submissions SET state = ?, verdict = ?, end_time = ?, submission = ?,"
                     " size_bytes = size_bytes + ? WHERE id = ?",
                     int64_t{ended.state()}, int64_t{ended.judgement().verdict()},
                     absl::ToUnixMicros(now), Blob{ended.SerializeAsString()}, end_bytes, *id));
  return database_->Run("INSERT INTO ends(id, judgement, events) VALUES(?, ?, ?)", *id,
                        Blob{judgement}, Blob{events});
}

absl::Status JournalWriter::RaiseAttempts() {
  return database_->Run("UPDATE submissions SET attempt = attempt + 1 WHERE end_time IS NULL");
}

absl::StatusOr<bool> JournalWriter::RemoveOldest(int64_t end_time_us) {
  ASSAY_RETURN_IF_ERROR(database_->Run(
      "DELETE FROM submissions WHERE id = (SELECT id FROM submissions WHERE end_time IS NOT NULL"
      " AND end_time < ? ORDER BY end_time LIMIT 1)",
      end_time_us));
  return database_->ChangeCount() > 0;
}

absl::StatusOr<bool> JournalWriter::RemoveForRoom() {
  // Who fills the journal does so at the cost of his own results, not of everybody else's.
  ASSAY_RETURN_IF_ERROR(database_->Run(
      "DELETE FROM submissions WHERE id = (SELECT oldest.id FROM clients JOIN submissions AS oldest"
      " ON oldest.id = (SELECT id FROM submissions WHERE client = clients.client"
      " AND end_time IS NOT NULL ORDER BY end_time LIMIT 1)"
      " WHERE ended_bytes + unfinished_bytes >="
      " (SELECT avg(ended_bytes + unfinished_bytes) FROM clients)"
      " ORDER BY oldest.end_time LIMIT 1)"));
  if (database_->ChangeCount() > 0) return true;
  // Nothing of theirs has ended.
  return RemoveOldest(kNoTimeLimit);
}

absl::StatusOr<bool> JournalWriter::MakeRoom(int64_t size_bytes) {
  // Too much else would have to go.
  if (size_bytes > LimitBytes() / 2) return false;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t used, UsedBytes());
    if (used + size_bytes <= LimitBytes()) return true;
    ASSAY_ASSIGN_OR_RETURN(const bool removed, RemoveForRoom());
    if (!removed) return false;
  }
}

absl::StatusOr<bool> JournalWriter::RemoveSome() {
  const int64_t expired = absl::ToUnixMicros(absl::Now() - options_.retention);
  {
    ASSAY_ASSIGN_OR_RETURN(Transaction transaction, database_->Begin());
    int removed = 0;
    for (; removed < kRemovedPerStep; ++removed) {
      ASSAY_ASSIGN_OR_RETURN(const int64_t used, UsedBytes());
      ASSAY_ASSIGN_OR_RETURN(const bool found,
                             used > LimitBytes() ? RemoveForRoom() : RemoveOldest(expired));
      if (!found) break;
    }
    if (removed > 0) ASSAY_RETURN_IF_ERROR(transaction.Commit());
    if (removed == kRemovedPerStep) return true;
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t pages, database_->QueryInt64("PRAGMA page_count"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t free_pages, database_->QueryInt64("PRAGMA freelist_count"));
  if (free_pages > std::max(kKeptFreePages, pages / 8)) {
    ASSAY_RETURN_IF_ERROR(
        database_->Run(absl::StrCat("PRAGMA incremental_vacuum(", kFreedPagesPerStep, ")")));
    return true;
  }
  // The file itself becomes shorter when the log has been written back.
  ASSAY_RETURN_IF_ERROR(database_->Run("PRAGMA wal_checkpoint(PASSIVE)"));
  return false;
}

absl::StatusOr<int64_t> JournalWriter::UsedBytes() {
  ASSAY_ASSIGN_OR_RETURN(const int64_t pages, database_->QueryInt64("PRAGMA page_count"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t free_pages, database_->QueryInt64("PRAGMA freelist_count"));
  return (pages - free_pages) * kPageBytes;
}

int64_t JournalWriter::LimitBytes() const {
  // The rest is for the log.
  return options_.max_bytes - std::max(options_.max_bytes / 8, kMinBudgetBytes / 4);
}

}  // namespace assay::judge
