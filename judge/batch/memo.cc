#include "judge/batch/memo.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/batch/digests.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// "AsMe".
constexpr int kApplicationId = 0x41734d65;
// A commit waits for the disk.
constexpr size_t kUnwritten = 64;

constexpr char kTables[] =
    "CREATE TABLE judgements (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
    " id TEXT NOT NULL, judgement BLOB NOT NULL);";

// With a digest of each row, by which damage is noticed; rows without one are gone.
constexpr char kDigests[] =
    "DELETE FROM judgements; ALTER TABLE judgements ADD COLUMN digest TEXT NOT NULL DEFAULT '';";

std::string DigestOf(absl::string_view key, absl::string_view id, absl::string_view judgement) {
  return FieldDigest().Add(key).Add(id).Add(judgement).Finish();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Memo>> Memo::Open(const std::string& path) {
  DatabaseOptions options;
  options.application_id = kApplicationId;
  options.schema = {kTables, kDigests};
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Database> database, Database::Open(path, options));
  return std::unique_ptr<Memo>(new Memo(std::move(database)));
}

absl::StatusOr<std::optional<Memo::Known>> Memo::Find(const std::string& key) {
  const absl::MutexLock lock(&mutex_);
  const auto unwritten = unwritten_.find(key);
  if (unwritten != unwritten_.end()) return unwritten->second;
  ASSAY_ASSIGN_OR_RETURN(
      Statement statement,
      database_->Prepare("SELECT id, judgement, digest FROM judgements WHERE key = ?",
                         absl::string_view(key)));
  ASSAY_ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::nullopt;
  Known known;
  known.id = statement.Text(0);
  const std::string judgement = statement.Text(1);
  if (statement.Text(2) != DigestOf(key, known.id, judgement) ||
      !known.judgement.ParseFromString(judgement)) {
    return absl::DataLossError(absl::StrCat(
        database_->path(), ": a judgement in it is not as it was written; remove the file"));
  }
  return known;
}

absl::Status Memo::Put(const std::string& key, const Known& known) {
  const absl::MutexLock lock(&mutex_);
  unwritten_.emplace(key, known);
  return unwritten_.size() < kUnwritten ? absl::OkStatus() : Write();
}

absl::Status Memo::Flush() {
  const absl::MutexLock lock(&mutex_);
  ASSAY_RETURN_IF_ERROR(Write());
  return database_->Run(
      "DELETE FROM judgements WHERE number <= (SELECT MAX(number) FROM judgements) - ?",
      kMostJudgements);
}

absl::Status Memo::Write() {
  if (unwritten_.empty()) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(Transaction transaction, database_->Begin());
  for (const auto& [key, known] : unwritten_) {
    const std::string bytes = known.judgement.SerializeAsString();
    const std::string digest = DigestOf(key, known.id, bytes);
    // Another process may have judged the same meanwhile.
    ASSAY_RETURN_IF_ERROR(database_->Run(
        "INSERT OR IGNORE INTO judgements (key, id, judgement, digest) VALUES (?, ?, ?, ?)",
        absl::string_view(key), absl::string_view(known.id), Blob{bytes},
        absl::string_view(digest)));
  }
  ASSAY_RETURN_IF_ERROR(transaction.Commit());
  unwritten_.clear();
  return absl::OkStatus();
}

}  // namespace assay::judge
