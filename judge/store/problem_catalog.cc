#include "judge/store/problem_catalog.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/store/problem_id.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

// "Assp".
constexpr int kApplicationId = 0x41737370;

// A package is one row, whichever ids have named it. `problems` has what each id names now,
// `versions` that and what it has named before. `name` is the package's own or empty.
constexpr absl::string_view kVersion1 = R"sql(
CREATE TABLE packages(
  digest TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  test_count INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE problems(
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL REFERENCES packages(digest),
  update_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX problems_by_digest ON problems(digest);
CREATE TABLE versions(
  id TEXT NOT NULL REFERENCES problems(id) ON DELETE CASCADE,
  digest TEXT NOT NULL REFERENCES packages(digest) ON DELETE CASCADE,
  PRIMARY KEY(id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_by_digest ON versions(digest);
)sql";

constexpr char kSelectInfo[] =
    "SELECT id, digest, name, test_count, size_bytes, update_time FROM problems JOIN packages"
    " USING(digest) ";

// Of a row of kSelectInfo.
v1::StoredProblemInfo InfoOf(const Statement& row) {
  v1::StoredProblemInfo info;
  info.set_id(row.Text(0));
  info.set_digest(row.Text(1));
  // The same files may be stored under many ids.
  info.set_name(row.Text(2).empty() ? info.id() : row.Text(2));
  info.set_test_count(static_cast<int32_t>(row.Int64(3)));
  info.set_size_bytes(row.Int64(4));
  const timespec time = absl::ToTimespec(absl::FromUnixMicros(row.Int64(5)));
  info.mutable_update_time()->set_seconds(time.tv_sec);
  info.mutable_update_time()->set_nanos(static_cast<int32_t>(time.tv_nsec));
  return info;
}

}  // namespace

absl::StatusOr<ProblemCatalog> ProblemCatalog::Open(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(
      std::unique_ptr<Database> database,
      Database::Open(path, {.application_id = kApplicationId, .schema = {kVersion1}}));
  return ProblemCatalog(std::move(database));
}

absl::StatusOr<bool> ProblemCatalog::HasPackage(const std::string& digest) const {
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t count,
      database_->QueryInt64("SELECT count(*) FROM packages WHERE digest = ?", digest));
  return count > 0;
}

absl::Status ProblemCatalog::Put(const std::string& id, const UnpackedPackage& package) {
  ASSAY_ASSIGN_OR_RETURN(Transaction transaction, database_->Begin());
  ASSAY_RETURN_IF_ERROR(database_->Run(
      "INSERT INTO packages VALUES(?, ?, ?, ?) ON CONFLICT(digest) DO"
      " UPDATE SET name = excluded.name",
      package.digest, package.name, int64_t{package.test_count}, package.size_bytes));
  ASSAY_RETURN_IF_ERROR(database_->Run(
      "INSERT INTO problems VALUES(?, ?, ?) ON CONFLICT(id) DO UPDATE SET digest = excluded.digest,"
      " update_time = excluded.update_time",
      id, package.digest, absl::ToUnixMicros(absl::Now())));
  ASSAY_RETURN_IF_ERROR(
      database_->Run("INSERT OR IGNORE INTO versions VALUES(?, ?)", id, package.digest));
  return transaction.Commit();
}

absl::StatusOr<std::string> ProblemCatalog::FindDigest(const std::string& id,
                                                       const std::string& digest) const {
  ASSAY_ASSIGN_OR_RETURN(Statement current,
                         database_->Prepare("SELECT digest FROM problems WHERE id = ?", id));
  ASSAY_ASSIGN_OR_RETURN(const bool is_known, current.Step());
  if (!is_known) return NoProblem(id);
  if (digest.empty()) return current.Text(0);
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t is_version,
      database_->QueryInt64("SELECT count(*) FROM versions WHERE id = ? AND digest = ?", id,
                            digest));
  return is_version > 0 ? absl::StatusOr<std::string>(digest) : NoPackage(id, digest);
}

absl::StatusOr<v1::StoredProblemInfo> ProblemCatalog::Get(const std::string& id) const {
  ASSAY_ASSIGN_OR_RETURN(Statement row,
                         database_->Prepare(absl::StrCat(kSelectInfo, "WHERE id = ?"), id));
  ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
  if (!found) return NoProblem(id);
  return InfoOf(row);
}

absl::StatusOr<std::vector<v1::StoredProblemInfo>> ProblemCatalog::List(const std::string& after_id,
                                                                        int limit) const {
  ASSAY_ASSIGN_OR_RETURN(
      Statement row,
      database_->Prepare(absl::StrCat(kSelectInfo, "WHERE id > ? ORDER BY id LIMIT ?"), after_id,
                         int64_t{limit}));
  std::vector<v1::StoredProblemInfo> infos;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
    if (!found) return infos;
    infos.push_back(InfoOf(row));
  }
}

absl::Status ProblemCatalog::DeleteProblem(const std::string& id) {
  ASSAY_RETURN_IF_ERROR(database_->Run("DELETE FROM problems WHERE id = ?", id));
  return database_->ChangeCount() > 0 ? absl::OkStatus() : NoProblem(id);
}

absl::Status ProblemCatalog::DeletePackage(const std::string& digest) {
  return database_->Run("DELETE FROM packages WHERE digest = ?", digest);
}

absl::StatusOr<std::vector<std::string>> ProblemCatalog::ListUnnamed() const {
  ASSAY_ASSIGN_OR_RETURN(
      Statement row,
      database_->Prepare("SELECT digest FROM packages EXCEPT SELECT digest FROM problems"));
  std::vector<std::string> digests;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
    if (!found) return digests;
    digests.push_back(row.Text(0));
  }
}

absl::StatusOr<int64_t> ProblemCatalog::SizeBytes(const std::string& but_digest) const {
  return database_->QueryInt64(
      "SELECT coalesce(sum(size_bytes), 0) FROM packages WHERE digest <> ?", but_digest);
}

}  // namespace assay::judge
