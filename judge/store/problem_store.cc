#include "judge/store/problem_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/problem/package_reader.h"
#include "sandbox/base/file.h"
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

constexpr size_t kMaxIdBytes = 128;
// Read problems that are kept although nobody holds them.
constexpr size_t kMaxRecent = 32;
// A tar has more bytes than its files: a header for each, and padding.
constexpr int64_t kArchiveOverheadBytes = int64_t{256} << 20;

constexpr char kPackages[] = "packages";
constexpr char kUploads[] = "uploads";

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && id.front() != '.' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
         });
}

std::string Shown(absl::string_view id) {
  return absl::StrCat("\"", MakePrintableLine(Truncate(id, kMaxIdBytes)), "\"");
}

absl::Status NoProblem(absl::string_view id) {
  return absl::NotFoundError(absl::StrCat("no problem ", Shown(id), " is stored"));
}

absl::Status NoPackage(absl::string_view id, absl::string_view digest) {
  return absl::NotFoundError(absl::StrCat("problem ", Shown(id), " has no stored package ",
                                          Shown(digest), "; it may have been replaced since"));
}

absl::Status MakeFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return absl::OkStatus();
  return ErrnoStatus(errno, absl::StrCat("make ", path));
}

// Best effort: what is left is removed at the next start.
void RemoveTree(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

absl::Status SyncFolder(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY | O_DIRECTORY));
  if (fsync(fd.get()) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", path));
  return absl::OkStatus();
}

// Everything below: one call for the whole file system costs less than one for each of thousands of
// files.
absl::Status SyncFileSystem(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFile(path, O_RDONLY | O_DIRECTORY));
  if (syncfs(fd.get()) != 0) return ErrnoStatus(errno, absl::StrCat("syncfs ", path));
  return absl::OkStatus();
}

// The columns id, digest, name, test_count, size_bytes, update_time.
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

constexpr char kSelectInfo[] =
    "SELECT id, digest, name, test_count, size_bytes, update_time FROM problems JOIN packages"
    " USING(digest) ";

}  // namespace

ProblemStore::ProblemStore(std::string root, const ProblemStoreOptions& options, UniqueFd lock,
                           std::unique_ptr<Database> database)
    : root_(std::move(root)),
      options_(options),
      lock_(std::move(lock)),
      spool_(root_, options.max_total_bytes + kArchiveOverheadBytes, options.min_free_bytes),
      database_(std::move(database)) {}

absl::StatusOr<std::unique_ptr<ProblemStore>> ProblemStore::Open(
    const std::string& root, const ProblemStoreOptions& options) {
  if (options.max_problem_bytes <= 0 || options.max_total_bytes <= 0 ||
      options.min_free_bytes < 0) {
    return absl::InvalidArgumentError(
        "the problem store's sizes must be positive, and its free space not negative");
  }
  for (const std::string& path :
       {root, absl::StrCat(root, "/", kPackages), absl::StrCat(root, "/", kUploads)}) {
    ASSAY_RETURN_IF_ERROR(MakeFolder(path));
  }
  ASSAY_ASSIGN_OR_RETURN(UniqueFd lock, OpenFile(root, O_RDONLY | O_DIRECTORY));
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return ErrnoStatus(errno, absl::StrCat("lock ", root));
    return absl::FailedPreconditionError(absl::StrCat(
        root, ": another process has the problem store open; stop it, or give each a folder"));
  }
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                         Database::Open(absl::StrCat(root, "/problems.db"),
                                        {.application_id = kApplicationId, .schema = {kVersion1}}));
  std::unique_ptr<ProblemStore> store(
      new ProblemStore(root, options, std::move(lock), std::move(database)));
  ASSAY_RETURN_IF_ERROR(store->RemoveLeftovers());
  return store;
}

absl::Status ProblemStore::RemoveLeftovers() {
  absl::MutexLock lock(&mutex_);
  std::error_code error;
  for (const char* const folder : {kUploads, kPackages}) {
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator it(absl::StrCat(root_, "/", folder), error), end;
         !error && it != end; it.increment(error)) {
      names.push_back(it->path().filename());
    }
    for (const std::string& name : names) {
      ASSAY_ASSIGN_OR_RETURN(
          const int64_t is_known,
          database_->QueryInt64("SELECT count(*) FROM packages WHERE digest = ?", name));
      if (folder == kUploads || is_known == 0)
        RemoveTree(absl::StrCat(root_, "/", folder, "/", name));
    }
  }
  if (!error) return absl::OkStatus();
  return ErrnoStatus(error.value(), absl::StrCat("read ", root_));
}

std::string ProblemStore::PathOf(const std::string& digest) const {
  return absl::StrCat(root_, "/", kPackages, "/", digest);
}

absl::StatusOr<std::string> ProblemStore::MakeUploadFolder() const {
  std::string path = absl::StrCat(root_, "/", kUploads, "/XXXXXX");
  if (mkdtemp(path.data()) == nullptr) return ErrnoStatus(errno, absl::StrCat("make ", path));
  return path;
}

absl::StatusOr<std::unique_ptr<ProblemStore::Upload>> ProblemStore::Begin(const std::string& id) {
  if (!IsId(id)) {
    return FieldError(
        "header.id", absl::StrCat("problem id ", Shown(id), " must be 1 to ", kMaxIdBytes,
                                  " of the characters a-z A-Z 0-9 . _ - and not begin with a dot"));
  }
  ASSAY_RETURN_IF_ERROR(spool_.Begin());
  std::unique_ptr<Upload> upload(new Upload(this, id));
  ASSAY_ASSIGN_OR_RETURN(upload->folder_, MakeUploadFolder());
  ASSAY_ASSIGN_OR_RETURN(upload->archive_, OpenFile(absl::StrCat(upload->folder_, "/spool"),
                                                    O_RDWR | O_CREAT | O_EXCL, 0600));
  return upload;
}

ProblemStore::Upload::Upload(ProblemStore* store, std::string id)
    : store_(store), id_(std::move(id)) {}

ProblemStore::Upload::~Upload() {
  if (!folder_.empty()) RemoveTree(folder_);
  store_->spool_.End(reserved_bytes_);
}

absl::Status ProblemStore::Upload::Append(absl::string_view piece) {
  if (!status_.ok()) return status_;
  const int64_t max_problem_bytes = store_->options_.max_problem_bytes;
  const auto piece_bytes = static_cast<int64_t>(piece.size());
  if (reserved_bytes_ + piece_bytes > max_problem_bytes + kArchiveOverheadBytes) {
    status_ = absl::InvalidArgumentError(
        absl::StrCat("the package is too large: its files may have ", max_problem_bytes, " bytes"));
    return status_;
  }
  status_ = store_->spool_.Reserve(piece_bytes);
  if (!status_.ok()) return status_;
  reserved_bytes_ += piece_bytes;
  status_ = WriteDescriptor(archive_.get(), piece, "the upload");
  store_->spool_.Written(piece_bytes);
  return status_;
}

absl::StatusOr<v1::PutProblemResponse> ProblemStore::Upload::Finish() {
  ASSAY_RETURN_IF_ERROR(status_);
  status_ = absl::FailedPreconditionError("the upload has been finished");
  ASSAY_RETURN_IF_ERROR(store_->spool_.CheckFreeSpace());
  const std::string folder = absl::StrCat(folder_, "/unpacked");
  ASSAY_RETURN_IF_ERROR(MakeFolder(folder));
  ASSAY_ASSIGN_OR_RETURN(const UnpackedPackage package,
                         UnpackPackage(archive_.get(), folder,
                                       {.total_bytes = store_->options_.max_problem_bytes,
                                        .min_free_bytes = store_->options_.min_free_bytes}));
  v1::PutProblemResponse response;
  response.set_id(id_);
  response.set_digest(package.digest);
  response.mutable_warnings()->Add(package.warnings.begin(), package.warnings.end());
  ASSAY_ASSIGN_OR_RETURN(const bool was_stored, store_->Put(id_, package));
  response.set_already_stored(was_stored);
  return response;
}

absl::StatusOr<bool> ProblemStore::Put(const std::string& id, const UnpackedPackage& package) {
  // Before anyone is made to wait.
  ASSAY_RETURN_IF_ERROR(SyncFileSystem(package.path));
  absl::MutexLock lock(&mutex_);
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t is_known,
      database_->QueryInt64("SELECT count(*) FROM packages WHERE digest = ?", package.digest));
  // One whose folder was removed by hand is stored anew.
  const bool was_stored = is_known > 0 && access(PathOf(package.digest).c_str(), F_OK) == 0;
  if (!was_stored) ASSAY_RETURN_IF_ERROR(Place(package));
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
  ASSAY_RETURN_IF_ERROR(transaction.Commit());
  return was_stored;
}

absl::StatusOr<int64_t> ProblemStore::SizeBytes() const {
  const absl::MutexLock lock(&mutex_);
  return database_->QueryInt64("SELECT coalesce(sum(size_bytes), 0) FROM packages");
}

absl::Status ProblemStore::Place(const UnpackedPackage& package) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t total,
                         database_->QueryInt64("SELECT coalesce(sum(size_bytes), 0) FROM packages"
                                               " WHERE digest <> ?",
                                               package.digest));
  if (total + package.size_bytes > options_.max_total_bytes) {
    return absl::ResourceExhaustedError(absl::StrCat("the problem store may have ",
                                                     options_.max_total_bytes, " bytes and has ",
                                                     total, "; delete problems that nobody needs"));
  }
  const std::string path = PathOf(package.digest);
  if (access(path.c_str(), F_OK) == 0) {
    // A failure has left it, and the database doesn't know it.
    ASSAY_ASSIGN_OR_RETURN(const std::string trash, MoveOut(package.digest));
    RemoveTree(trash);
  }
  if (rename(package.path.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(errno, absl::StrCat("rename ", package.path));
  }
  return SyncFolder(absl::StrCat(root_, "/", kPackages));
}

absl::StatusOr<std::string> ProblemStore::MoveOut(const std::string& digest) const {
  ASSAY_ASSIGN_OR_RETURN(std::string folder, MakeUploadFolder());
  const std::string path = PathOf(digest);
  if (rename(path.c_str(), absl::StrCat(folder, "/", digest).c_str()) == 0 || errno == ENOENT) {
    return folder;
  }
  const int error = errno;
  RemoveTree(folder);
  return ErrnoStatus(error, absl::StrCat("rename ", path));
}

absl::StatusOr<std::shared_ptr<const StoredPackage>> ProblemStore::Find(const std::string& id,
                                                                        const std::string& digest) {
  absl::MutexLock lock(&mutex_);
  ASSAY_ASSIGN_OR_RETURN(std::string found, FindDigest(id, digest));
  return Load({id, std::move(found)});
}

absl::StatusOr<std::shared_ptr<const StoredPackage>> ProblemStore::FindAccepted(
    const std::string& id, const std::string& digest) {
  absl::MutexLock lock(&mutex_);
  return Load({id, digest});
}

absl::StatusOr<std::string> ProblemStore::FindDigest(const std::string& id,
                                                     const std::string& digest) {
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

absl::StatusOr<std::shared_ptr<const StoredPackage>> ProblemStore::Load(const Key& key) {
  const auto is_loaded = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return loading_.count(key) == 0;
  };
  mutex_.Await(absl::Condition(&is_loaded));
  if (const auto it = packages_.find(key); it != packages_.end()) {
    if (std::shared_ptr<const StoredPackage> package = it->second.lock()) {
      Cache(key, package);
      return package;
    }
  }
  const auto& [id, digest] = key;
  // Also one that was there before Await().
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t is_known,
      database_->QueryInt64("SELECT count(*) FROM packages WHERE digest = ?", digest));
  if (is_known == 0) return NoPackage(id, digest);
  // Keeps Sweep() away, and those who ask for the same.
  loading_.insert(key);
  mutex_.Unlock();
  absl::StatusOr<Problem> problem = ReadPackage(PathOf(digest));
  mutex_.Lock();
  loading_.erase(key);
  if (!problem.ok()) {
    // It could be read when it was stored.
    return absl::DataLossError(
        absl::StrCat("the stored package of problem ", Shown(id),
                     " is damaged, delete and upload it again: ", problem.status().message()));
  }
  if (problem->name == digest) problem->name = id;
  auto package = std::make_shared<const StoredPackage>(id, digest, *std::move(problem));
  Cache(key, package);
  return package;
}

void ProblemStore::Cache(const Key& key, const std::shared_ptr<const StoredPackage>& package) {
  recent_.remove(package);
  recent_.push_front(package);
  packages_[key] = package;
  if (recent_.size() <= kMaxRecent) return;
  recent_.pop_back();
  for (auto it = packages_.begin(); it != packages_.end();) {
    it = it->second.expired() ? packages_.erase(it) : std::next(it);
  }
}

absl::StatusOr<v1::StoredProblemInfo> ProblemStore::Get(const std::string& id) const {
  absl::MutexLock lock(&mutex_);
  ASSAY_ASSIGN_OR_RETURN(Statement row,
                         database_->Prepare(absl::StrCat(kSelectInfo, "WHERE id = ?"), id));
  ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
  if (!found) return NoProblem(id);
  return InfoOf(row);
}

absl::StatusOr<std::vector<v1::StoredProblemInfo>> ProblemStore::List(const std::string& after_id,
                                                                      int limit) const {
  if (limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  absl::MutexLock lock(&mutex_);
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

absl::Status ProblemStore::Delete(const std::string& id) {
  absl::MutexLock lock(&mutex_);
  ASSAY_RETURN_IF_ERROR(database_->Run("DELETE FROM problems WHERE id = ?", id));
  return database_->ChangeCount() > 0 ? absl::OkStatus() : NoProblem(id);
}

bool ProblemStore::IsInUse(const std::string& digest) const {
  const auto has_digest = [&](const Key& key) { return key.second == digest; };
  if (std::any_of(loading_.begin(), loading_.end(), has_digest)) return true;
  return std::any_of(packages_.begin(), packages_.end(), [&](const auto& entry) {
    return has_digest(entry.first) && !entry.second.expired();
  });
}

absl::StatusOr<std::vector<std::string>> ProblemStore::ListUnnamed() {
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

absl::Status ProblemStore::Sweep(const std::set<std::string>& needed) {
  std::vector<std::string> trash;
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    recent_.clear();
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> digests, ListUnnamed());
    for (const std::string& digest : digests) {
      if (needed.count(digest) > 0 || IsInUse(digest)) continue;
      // The database first: what it has must be there.
      status = database_->Run("DELETE FROM packages WHERE digest = ?", digest);
      if (!status.ok()) break;
      const absl::StatusOr<std::string> folder = MoveOut(digest);
      status = folder.status();
      if (!status.ok()) break;
      trash.push_back(*folder);
    }
  }
  for (const std::string& folder : trash) RemoveTree(folder);
  return status;
}

}  // namespace assay::judge
