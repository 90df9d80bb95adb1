#include "judge/store/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

constexpr int kBusyTimeoutMs = 10'000;
constexpr int kPageBytes = 4096;

absl::StatusCode CodeOf(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_NOTADB:
      return absl::StatusCode::kFailedPrecondition;
    case SQLITE_CORRUPT:
      return absl::StatusCode::kDataLoss;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::StatusCode::kUnavailable;
    case SQLITE_CANTOPEN:
      return absl::StatusCode::kNotFound;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return absl::StatusCode::kPermissionDenied;
    case SQLITE_TOOBIG:
      return absl::StatusCode::kInvalidArgument;
    case SQLITE_CONSTRAINT:
      return absl::StatusCode::kAlreadyExists;
    default:
      return absl::StatusCode::kInternal;
  }
}

// What a person can do about it, to be put behind the message.
absl::string_view FixOf(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_NOTADB:
      return "; move the file away to start with an empty one";
    case SQLITE_CORRUPT:
      return "; restore it from a backup, or move it away to start with an empty one";
    case SQLITE_FULL:
      return "; make room on its file system";
    default:
      return "";
  }
}

// SQLite gives a file that it makes the mode 0644, and the log and the shared memory the mode of
// the database.
absl::Status MakePrivateFile(const std::string& path) {
  const absl::StatusOr<UniqueFd> made =
      OpenFile(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (absl::IsAlreadyExists(made.status())) {
    // Not fchmod(2): closing a descriptor of a database drops the locks that other connections of
    // this process have on it (fcntl(2), advisory record locking).
    if (chmod(path.c_str(), 0600) == 0) return absl::OkStatus();
    return ErrnoStatus(errno, absl::StrCat("chmod ", path));
  }
  ASSAY_RETURN_IF_ERROR(made.status());
  // The name must be on disk before anything is said to be.
  const std::string parent = std::filesystem::path(path).parent_path();
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd folder,
                         OpenFile(parent.empty() ? "." : parent, O_RDONLY | O_DIRECTORY));
  if (fsync(folder.get()) != 0) return ErrnoStatus(errno, absl::StrCat("fsync ", parent));
  return absl::OkStatus();
}

}  // namespace

void Statement::Return::operator()(sqlite3_stmt* statement) const { database->TakeBack(statement); }

void Statement::KeepError(int code) {
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::Bind(int64_t value) {
  KeepError(sqlite3_bind_int64(statement_.get(), ++bound_count_, value));
}

void Statement::Bind(absl::string_view value) {
  // A null pointer would bind NULL.
  KeepError(sqlite3_bind_text64(statement_.get(), ++bound_count_, value.empty() ? "" : value.data(),
                                value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::Bind(Blob value) {
  KeepError(sqlite3_bind_blob64(statement_.get(), ++bound_count_,
                                value.bytes.empty() ? "" : value.bytes.data(), value.bytes.size(),
                                SQLITE_TRANSIENT));
}

absl::StatusOr<bool> Statement::Step() {
  const Database& database = *statement_.get_deleter().database;
  if (bind_error_ != SQLITE_OK) return database.Error(bind_error_, sqlite3_sql(statement_.get()));
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database.Error(code, sqlite3_sql(statement_.get()));
}

absl::Status Statement::Run() {
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool has_row, Step());
    if (!has_row) return absl::OkStatus();
  }
}

int64_t Statement::Int64(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::Text(int column) const {
  // The order of the two calls is the manual's. Null for an empty value.
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return data == nullptr ? "" : std::string(static_cast<const char*>(data), size);
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Transaction::~Transaction() {
  // Fails where SQLite has rolled back by itself.
  if (database_ != nullptr) database_->Execute("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() {
  ASSAY_RETURN_IF_ERROR(database_->Execute("COMMIT"));
  database_ = nullptr;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                         const DatabaseOptions& options) {
  std::unique_ptr<Database> database(new Database(path));
  if (!options.read_only) ASSAY_RETURN_IF_ERROR(MakePrivateFile(path));
  ASSAY_RETURN_IF_ERROR(database->Connect(options));
  ASSAY_RETURN_IF_ERROR(database->CheckOwner(options));
  if (!options.read_only) ASSAY_RETURN_IF_ERROR(database->Migrate(options));
  return database;
}

Database::~Database() {
  for (const auto& [sql, statement] : idle_) sqlite3_finalize(statement);
  sqlite3_close_v2(connection_);
}

absl::Status Database::Connect(const DatabaseOptions& options) {
  // A read-only connection needs to write the shared memory of the log: it opens for writing, too,
  // and is kept from it by query_only.
  int code = sqlite3_open_v2(path_.c_str(), &connection_,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) return Error(code, "open");
  sqlite3_extended_result_codes(connection_, 1);
  sqlite3_busy_timeout(connection_, kBusyTimeoutMs);
  // A damaged or hostile file's schema gets no function to call.
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // auto_vacuum must come before the first table, and before the log. secure_delete would write
  // zeros over all that is removed.
  const std::string pragmas = absl::StrCat(
      "PRAGMA page_size=", kPageBytes,
      "; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "PRAGMA foreign_keys=ON; PRAGMA secure_delete=OFF; PRAGMA temp_store=MEMORY;"
      " PRAGMA wal_autocheckpoint=",
      options.checkpoint_pages,
      "; PRAGMA journal_size_limit=", options.checkpoint_pages * kPageBytes,
      "; PRAGMA query_only=", options.read_only ? 1 : 0);
  code = sqlite3_exec(connection_, pragmas.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, "open");
}

absl::Status Database::CheckOwner(const DatabaseOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t owner, QueryInt64("PRAGMA application_id"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, QueryInt64("PRAGMA user_version"));
  ASSAY_ASSIGN_OR_RETURN(const int64_t tables, QueryInt64("SELECT count(*) FROM sqlite_schema"));
  const bool is_empty = owner == 0 && version == 0 && tables == 0;
  if (!is_empty && owner != options.application_id) {
    return absl::FailedPreconditionError(
        absl::StrCat(path_, ": a database of another program; move it away, or set another path"));
  }
  const int64_t known = options.schema.size();
  if (version > known || version < 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path_, ": version ", version, ", and this program knows no later one than ", known,
        "; use the program that wrote it or a later one, or move the file away"));
  }
  if (options.read_only && version != known) {
    return absl::FailedPreconditionError(absl::StrCat(path_, ": not set up yet"));
  }
  return absl::OkStatus();
}

absl::Status Database::Migrate(const DatabaseOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t version, QueryInt64("PRAGMA user_version"));
  const int64_t known = options.schema.size();
  if (version == known) return absl::OkStatus();
  ASSAY_ASSIGN_OR_RETURN(Transaction transaction, Begin());
  for (int64_t step = version; step < known; ++step) {
    ASSAY_RETURN_IF_ERROR(Execute(std::string(options.schema[step])));
  }
  ASSAY_RETURN_IF_ERROR(Execute(absl::StrCat("PRAGMA application_id=", options.application_id,
                                             "; PRAGMA user_version=", known)));
  return transaction.Commit();
}

absl::Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Error(code, sql);
}

absl::StatusOr<Statement> Database::Compile(const std::string& sql) {
  sqlite3_stmt* compiled = nullptr;
  if (const auto idle = idle_.find(sql); idle != idle_.end()) {
    compiled = idle->second;
    idle_.erase(idle);
  } else {
    const int code = sqlite3_prepare_v3(connection_, sql.c_str(), sql.size() + 1,
                                        SQLITE_PREPARE_PERSISTENT, &compiled, nullptr);
    if (code != SQLITE_OK) return Error(code, sql);
  }
  return Statement(this, compiled);
}

absl::StatusOr<int64_t> Database::OnlyInt64(Statement& statement) {
  ASSAY_ASSIGN_OR_RETURN(const bool has_row, statement.Step());
  if (!has_row) return absl::NotFoundError("no such row");
  return statement.Int64(0);
}

void Database::TakeBack(sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  // Lets go of the arguments' memory.
  sqlite3_clear_bindings(statement);
  idle_.emplace(sqlite3_sql(statement), statement);
}

absl::StatusOr<Transaction> Database::Begin() {
  ASSAY_RETURN_IF_ERROR(Execute("BEGIN IMMEDIATE"));
  return Transaction(this);
}

int64_t Database::ChangeCount() const { return sqlite3_changes64(connection_); }

absl::Status Database::Error(int code, absl::string_view what) const {
  absl::string_view text = sqlite3_errstr(code);
  // The connection's message says more, where it is about this error.
  if (connection_ != nullptr && sqlite3_extended_errcode(connection_) == code) {
    text = sqlite3_errmsg(connection_);
  }
  return absl::Status(CodeOf(code), absl::StrCat(path_, ": ", text, FixOf(code), " (", what, ")"));
}

}  // namespace assay::judge
