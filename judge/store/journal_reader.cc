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

// The conditions of `filter`, in the order in which BindFilter() has their arguments.
std::string ConditionsOf(const SubmissionFilter& filter) {
  std::string sql;
  const auto add = [&](bool is_set, const char* condition) {
    if (is_set) absl::StrAppend(&sql, " AND ", condition);
  };
  const bool is_unfinished =
      filter.state == v1::SUBMISSION_STATE_QUEUED || filter.state == v1::SUBMISSION_STATE_RUNNING;
  add(is_unfinished, "end_time IS NULL");
  add(filter.state != v1::SUBMISSION_STATE_UNSPECIFIED && !is_unfinished, "state = ?");
  add(filter.verdict != v1::VERDICT_UNSPECIFIED, "verdict = ?");
  add(!filter.language.empty(), "language = ?");
  add(!filter.problem_id.empty(), "problem_id = ?");
  add(!filter.client.empty(), "client = ?");
  // An id is no smaller than its time: the scan can end there.
  add(filter.created_after.has_value(), "create_time >= ? AND id >= ?");
  add(filter.created_before.has_value(), "create_time < ?");
  add(!filter.before_id.empty(), "id < ?");
  return sql;
}

void BindFilter(const SubmissionFilter& filter, int64_t before_id, Statement& statement) {
  if (filter.state != v1::SUBMISSION_STATE_UNSPECIFIED &&
      filter.state != v1::SUBMISSION_STATE_QUEUED && filter.state != v1::SUBMISSION_STATE_RUNNING) {
    statement.Bind(int64_t{filter.state});
  }
  if (filter.verdict != v1::VERDICT_UNSPECIFIED) statement.Bind(int64_t{filter.verdict});
  for (const std::string* const text : {&filter.language, &filter.problem_id, &filter.client}) {
    if (!text->empty()) statement.Bind(*text);
  }
  if (filter.created_after.has_value()) {
    const int64_t time = absl::ToUnixMicros(*filter.created_after);
    statement.Bind(time);
    statement.Bind(std::min(time, kMaxIdTime));
  }
  if (filter.created_before.has_value()) {
    statement.Bind(absl::ToUnixMicros(*filter.created_before));
  }
  if (!filter.before_id.empty()) statement.Bind(before_id);
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

absl::StatusOr<std::vector<v1::Submission>> JournalReader::List(const SubmissionFilter& filter) {
  const std::optional<int64_t> before_id = ParseId(filter.before_id);
  if (!filter.before_id.empty() && !before_id.has_value()) {
    return FieldError("page_token", "is none that a page of submissions has ended with");
  }
  if (filter.limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  ASSAY_ASSIGN_OR_RETURN(
      Statement row,
      database_->Prepare(absl::StrCat("SELECT submission, attempt FROM submissions WHERE TRUE",
                                      ConditionsOf(filter), " ORDER BY id DESC LIMIT ?")));
  BindFilter(filter, before_id.value_or(0), row);
  row.Bind(int64_t{filter.limit});
  std::vector<v1::Submission> submissions;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool found, row.Step());
    if (!found) return submissions;
    ASSAY_ASSIGN_OR_RETURN(v1::Submission submission,
                           ParseSubmission(*database_, row.Text(0), row.Int64(1)));
    submissions.push_back(std::move(submission));
  }
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
