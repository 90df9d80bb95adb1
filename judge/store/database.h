#ifndef ASSAY_JUDGE_STORE_DATABASE_H_
#define ASSAY_JUDGE_STORE_DATABASE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3;
struct sqlite3_stmt;

namespace assay::judge {

class Database;

// Bytes, where SQL tells them from text.
struct Blob {
  absl::string_view bytes;
};

// A prepared statement with its arguments, as Database::Prepare() gives it. Goes back to the
// database when destroyed, which must be before the database is. Move-only.
class Statement {
 public:
  Statement(Statement&&) = default;
  Statement& operator=(Statement&&) = default;

  // Gives the next ? its value, which is copied.
  void Bind(int64_t value);
  void Bind(absl::string_view value);
  void Bind(Blob value);

  // The next row: whether there is one.
  absl::StatusOr<bool> Step();

  // Runs a statement whose rows, if any, are of no interest.
  absl::Status Run();

  // Of the present row; columns count from 0. NULL is 0, and empty.
  int64_t Int64(int column) const;
  std::string Text(int column) const;
  bool IsNull(int column) const;

 private:
  friend class Database;
  struct Return {
    Database* database = nullptr;
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(Database* database, sqlite3_stmt* statement)
      : statement_(statement, Return{database}) {}
  void KeepError(int code);

  std::unique_ptr<sqlite3_stmt, Return> statement_;
  int bound_count_ = 0;
  // Of the first argument that could not be bound, an SQLite result code; 0 for none.
  int bind_error_ = 0;
};

// Rolls back what was not committed.
class Transaction {
 public:
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // On disk when this returns OK. Otherwise nothing has happened.
  absl::Status Commit();

 private:
  friend class Database;
  explicit Transaction(Database* database) : database_(database) {}
  Database* database_;
};

struct DatabaseOptions {
  // Tells the file from other programs' (PRAGMA application_id).
  int application_id = 0;
  // schema[N] brings a database of version N to version N + 1; an empty file has version 0. Runs of
  // SQL statements, never changed once released.
  std::vector<absl::string_view> schema = {};
  // Only reads. The file must be there, with its schema.
  bool read_only = false;
  // The log is written back into the database when it has this many pages, if no reader needs it.
  int checkpoint_pages = 1000;
};

// A connection to an SQLite database file (https://www.sqlite.org/c3ref/intro.html) with a
// write-ahead log, synchronous=FULL and foreign keys: what was committed outlives a power loss.
// For one thread at a time.
//
// Errors name the file and what SQLite says:
//   RESOURCE_EXHAUSTED   the disk is full, or fails
//   FAILED_PRECONDITION  the file is no database, another program's, or of a later version
//   DATA_LOSS            the file is damaged
//   UNAVAILABLE          another process has held it for too long
//   PERMISSION_DENIED, NOT_FOUND  it cannot be opened
//   INVALID_ARGUMENT     a value is larger than SQLite takes (1,000,000,000 bytes)
//   ALREADY_EXISTS       a constraint of the schema
class Database {
 public:
  // Makes the file (mode 0600) where it is missing, and brings its schema up to date.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path,
                                                        const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }

  // Runs SQL of any number of statements, without arguments.
  absl::Status Execute(const std::string& sql);

  // `sql` is one statement with an argument for each ?, or for the first of them. Statements are
  // compiled once and kept: let the number of different ones be small.
  template <typename... Arguments>
  absl::StatusOr<Statement> Prepare(const std::string& sql, const Arguments&... arguments) {
    absl::StatusOr<Statement> statement = Compile(sql);
    if (!statement.ok()) return statement;
    (statement->Bind(arguments), ...);
    return statement;
  }

  // As Prepare(), for a statement whose rows are of no interest.
  template <typename... Arguments>
  absl::Status Run(const std::string& sql, const Arguments&... arguments) {
    absl::StatusOr<Statement> statement = Prepare(sql, arguments...);
    return statement.ok() ? statement->Run() : statement.status();
  }

  // The integer in the first column of the first row; NOT_FOUND without a row.
  template <typename... Arguments>
  absl::StatusOr<int64_t> QueryInt64(const std::string& sql, const Arguments&... arguments) {
    absl::StatusOr<Statement> statement = Prepare(sql, arguments...);
    return statement.ok() ? OnlyInt64(*statement) : statement.status();
  }

  // Takes the lock for writing. One at a time.
  absl::StatusOr<Transaction> Begin();

  // How many rows the last INSERT, UPDATE or DELETE has changed.
  int64_t ChangeCount() const;

  // A status for an SQLite result code of this connection.
  absl::Status Error(int code, absl::string_view what) const;

 private:
  friend class Statement;
  explicit Database(std::string path) : path_(std::move(path)) {}
  absl::Status Connect(const DatabaseOptions& options);
  absl::Status CheckOwner(const DatabaseOptions& options);
  absl::Status Migrate(const DatabaseOptions& options);
  absl::StatusOr<Statement> Compile(const std::string& sql);
  static absl::StatusOr<int64_t> OnlyInt64(Statement& statement);
  void TakeBack(sqlite3_stmt* statement);

  const std::string path_;
  sqlite3* connection_ = nullptr;
  // Those in no use, by their SQL.
  std::multimap<std::string, sqlite3_stmt*> idle_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_DATABASE_H_
