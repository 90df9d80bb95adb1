#include "judge/store/journal_reader.h"

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/base/error_details.h"
#include "judge/base/printable.h"
#include "judge/store/journal_tables.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

namespace v1 = ::judge::v1;

absl::Status NoSubmission(absl::string_view id) {
  return absl::NotFoundError(
      absl::StrCat("no submission ", MakePrintableLine(Truncate(id, 64)),
                   "; it was never accepted, or its retention time is over"));
}

absl::Status Damaged(const Database& database, absl::string_view what) {
  return absl::DataLossError(absl::StrCat(database.path(), ": ", what,
                                          " cannot be parsed; restore the file from a backup"));
}

// `bytes` is the message, `attempt` what counts in its place.
absl::StatusOr<v1::Submission> ParseSubmission(const Database& database, const std::string& bytes,
                                               int64_t attempt) {
  v1::Submission submission;
  if (!submission.ParseFromString(bytes)) return Damaged(database, "a submission");
  submission.set_attempt(static_cast<int32_t>(attempt));
  return submission;
}

// The columns SELECTed by `sql` of the row `id`.
absl::StatusOr<Statement> FindRow(Database& database, const std::string& sql,
                                  const std::string& id) {
  const std::optional<int64_t> number = ParseId(id);
  if (!number.has_value()) return NoSubmission(id);
  ASSAY_ASSIGN_OR_RETURN(Statement row, database.Prepare(sql, *number));
  ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
  if (!found) return NoSubmission(id);
  return row;
}

bool IsUnfinished(v1::SubmissionState state) {
  return state == v1::SUBMISSION_STATE_QUEUED || state == v1::SUBMISSION_STATE_RUNNING;
}

void AddCondition(bool is_set, const char* condition, std::string& sql) {
  if (is_set) absl::StrAppend(&sql, " AND ", condition);
}

// How a list finds its rows: by one index, or by their ids. What the filter says besides is asked
// of each row that is found.
enum class Scan { kAll, kUnfinished, kProblem, kClient };

Scan ScanOf(const SubmissionFilter& filter) {
  if (IsUnfinished(filter.state)) return Scan::kUnfinished;
  if (!filter.problem_id.empty()) return Scan::kProblem;
  return filter.client.empty() ? Scan::kAll : Scan::kClient;
}

// Columns id, whether it matches, submission and attempt; arguments as BindFilter() gives them.
std::string ListSql(const SubmissionFilter& filter) {
  const Scan scan = ScanOf(filter);
  std::string sql = "SELECT id, (TRUE";
  AddCondition(filter.state != v1::SUBMISSION_STATE_UNSPECIFIED && scan != Scan::kUnfinished,
               "state = ?", sql);
  AddCondition(filter.verdict != v1::VERDICT_UNSPECIFIED, "verdict = ?", sql);
  AddCondition(!filter.language.empty(), "language = ?", sql);
  AddCondition(!filter.problem_id.empty() && scan != Scan::kProblem, "problem_id = ?", sql);
  AddCondition(!filter.client.empty() && scan != Scan::kClient, "client = ?", sql);
  AddCondition(filter.created_after.has_value(), "create_time >= ?", sql);
  AddCondition(filter.created_before.has_value(), "create_time < ?", sql);
  absl::StrAppend(&sql, "), submission, attempt FROM submissions");
  switch (scan) {
    case Scan::kAll:
      absl::StrAppend(&sql, " WHERE TRUE");
      break;
    case Scan::kUnfinished:
      absl::StrAppend(&sql, " INDEXED BY submissions_unfinished WHERE end_time IS NULL");
      break;
    case Scan::kProblem:
      absl::StrAppend(&sql, " INDEXED BY submissions_by_problem WHERE problem_id = ?");
      break;
    case Scan::kClient:
      absl::StrAppend(&sql, " INDEXED BY submissions_by_client WHERE client = ?");
      break;
  }
  // An id is no smaller than its time: the scan can end there.
  AddCondition(filter.created_after.has_value(), "id >= ?", sql);
  AddCondition(!filter.before_id.empty(), "id < ?", sql);
  return absl::StrCat(sql, " ORDER BY id DESC LIMIT ?");
}

void BindFilter(const SubmissionFilter& filter, int64_t before_id, Statement& statement) {
  const Scan scan = ScanOf(filter);
  if (filter.state != v1::SUBMISSION_STATE_UNSPECIFIED && scan != Scan::kUnfinished) {
    statement.Bind(int64_t{filter.state});
  }
  if (filter.verdict != v1::VERDICT_UNSPECIFIED) statement.Bind(int64_t{filter.verdict});
  if (!filter.language.empty()) statement.Bind(filter.language);
  if (!filter.problem_id.empty() && scan != Scan::kProblem) statement.Bind(filter.problem_id);
  if (!filter.client.empty() && scan != Scan::kClient) statement.Bind(filter.client);
  if (filter.created_after.has_value()) {
    statement.Bind(absl::ToUnixMicros(*filter.created_after));
  }
  if (filter.created_before.has_value()) {
    statement.Bind(absl::ToUnixMicros(*filter.created_before));
  }
  if (scan == Scan::kProblem) statement.Bind(filter.problem_id);
  if (scan == Scan::kClient) statement.Bind(filter.client);
  if (filter.created_after.has_value()) {
    statement.Bind(std::min(absl::ToUnixMicros(*filter.created_after), kMaxIdTime));
  }
  if (!filter.before_id.empty()) statement.Bind(before_id);
  // One more, to know whether there is more.
  statement.Bind(int64_t{filter.max_scanned} + 1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<JournalReader>> JournalReader::Open(const std::string& path) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Database> database,
                         Database::Open(path, {.application_id = kJournalApplicationId,
                                               .schema = JournalSchema(),
                                               .read_only = true}));
  return std::unique_ptr<JournalReader>(new JournalReader(std::move(database)));
}

absl::StatusOr<v1::Submission> JournalReader::Get(const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Statement row,
                         FindRow(*database_,
                                 "SELECT submission, attempt, judgement FROM submissions"
                                 " LEFT JOIN ends USING(id) WHERE id = ?",
                                 id));
  ASSAY_ASSIGN_OR_RETURN(v1::Submission submission,
                         ParseSubmission(*database_, row.Text(0), row.Int64(1)));
  if (submission.has_judgement() && !submission.mutable_judgement()->ParseFromString(row.Text(2))) {
    return Damaged(*database_, absl::StrCat("the judgement of ", id));
  }
  return submission;
}

absl::StatusOr<v1::SubmitRequest> JournalReader::Request(const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Statement row,
                         FindRow(*database_, "SELECT request FROM requests WHERE id = ?", id));
  v1::SubmitRequest request;
  if (!request.ParseFromString(row.Text(0))) {
    return Damaged(*database_, absl::StrCat("the request of ", id));
  }
  return request;
}

absl::StatusOr<std::vector<v1::SubmitEvent>> JournalReader::Events(const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Statement row,
                         FindRow(*database_, "SELECT events FROM ends WHERE id = ?", id));
  absl::StatusOr<std::vector<v1::SubmitEvent>> events = ParseEvents(row.Text(0));
  if (!events.ok()) return Damaged(*database_, absl::StrCat("the events of ", id));
  return events;
}

absl::StatusOr<SubmissionPage> JournalReader::List(const SubmissionFilter& filter) {
  const std::optional<int64_t> before_id = ParseId(filter.before_id);
  if (!filter.before_id.empty() && !before_id.has_value()) {
    return FieldError("page_token", "is none that a page of submissions has ended with");
  }
  if (filter.limit < 1 || filter.max_scanned < 1) {
    return absl::InvalidArgumentError("limit and max_scanned must be at least 1");
  }
  ASSAY_ASSIGN_OR_RETURN(Statement row, database_->Prepare(ListSql(filter)));
  BindFilter(filter, before_id.value_or(0), row);
  SubmissionPage page;
  std::string last_id;
  for (int scanned = 0;; ++scanned) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
    if (!found) return page;
    const bool matches = row.Int64(1) != 0;
    const bool is_full = static_cast<int>(page.submissions.size()) == filter.limit;
    if (scanned == filter.max_scanned || (is_full && matches)) {
      page.next_before_id = last_id;
      return page;
    }
    last_id = FormatId(row.Int64(0));
    if (!matches) continue;
    ASSAY_ASSIGN_OR_RETURN(v1::Submission submission,
                           ParseSubmission(*database_, row.Text(2), row.Int64(3)));
    page.submissions.push_back(std::move(submission));
  }
}

absl::StatusOr<std::optional<JournalReader::TokenUse>> JournalReader::FindToken(
    const std::string& client, const std::string& token) {
  if (token.empty()) return std::nullopt;
  ASSAY_ASSIGN_OR_RETURN(
      Statement row, database_->Prepare("SELECT id, request_digest FROM submissions WHERE"
                                        " client = ? AND client_token = ? AND client_token <> ''",
                                        client, token));
  ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
  if (!found) return std::nullopt;
  return TokenUse{.id = FormatId(row.Int64(0)), .request_digest = std::string(row.Text(1))};
}

absl::StatusOr<std::vector<v1::Submission>> JournalReader::ListUnfinished() {
  ASSAY_ASSIGN_OR_RETURN(Statement row,
                         database_->Prepare("SELECT submission, attempt FROM submissions"
                                            " WHERE end_time IS NULL ORDER BY id"));
  std::vector<v1::Submission> submissions;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
    if (!found) return submissions;
    ASSAY_ASSIGN_OR_RETURN(v1::Submission submission,
                           ParseSubmission(*database_, row.Text(0), row.Int64(1)));
    submissions.push_back(std::move(submission));
  }
}

}  // namespace assay::judge
