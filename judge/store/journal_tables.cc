#include "judge/store/journal_tables.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/delimited_message_util.h"

namespace assay::judge {
namespace {

namespace pb = ::google::protobuf;

constexpr size_t kIdDigits = 16;

// What lists are made of is in `submissions`, which a scan can afford to read; what is large is in
// tables of its own. `submission` is the message without what the judgement has besides its
// verdict. An index ends in the row's id, so that each gives its rows in that order.
constexpr absl::string_view kVersion1 = R"sql(
CREATE TABLE submissions(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  client TEXT NOT NULL,
  client_token TEXT NOT NULL,
  request_digest BLOB NOT NULL,
  language TEXT NOT NULL,
  problem_id TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  end_time INTEGER,
  attempt INTEGER NOT NULL,
  state INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  submission BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX submissions_by_token ON submissions(client, client_token)
  WHERE client_token <> '';
CREATE INDEX submissions_by_client ON submissions(client);
CREATE INDEX submissions_by_problem ON submissions(problem_id);
CREATE INDEX submissions_by_end ON submissions(end_time) WHERE end_time IS NOT NULL;
CREATE INDEX submissions_unfinished ON submissions(id) WHERE end_time IS NULL;

CREATE TABLE requests(
  id INTEGER PRIMARY KEY REFERENCES submissions(id) ON DELETE CASCADE,
  request BLOB NOT NULL
) STRICT;

CREATE TABLE ends(
  id INTEGER PRIMARY KEY REFERENCES submissions(id) ON DELETE CASCADE,
  judgement BLOB NOT NULL,
  events BLOB NOT NULL
) STRICT;
)sql";

// How much each client has in the journal: size_bytes is of the request, and from the end on of the
// judgement and the events too, with an allowance for the rows. What has not ended is not removed.
constexpr absl::string_view kVersion2 = R"sql(
ALTER TABLE submissions ADD COLUMN size_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE submissions SET size_bytes = 1024
  + coalesce((SELECT length(request) FROM requests WHERE requests.id = submissions.id), 0)
  + coalesce((SELECT length(judgement) + length(events) FROM ends WHERE ends.id = submissions.id),
             0);
CREATE INDEX submissions_by_client_end ON submissions(client, end_time)
  WHERE end_time IS NOT NULL;

CREATE TABLE clients(
  client TEXT PRIMARY KEY,
  ended_bytes INTEGER NOT NULL,
  unfinished_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO clients SELECT client, sum(iif(end_time IS NULL, 0, size_bytes)),
  sum(iif(end_time IS NULL, size_bytes, 0)) FROM submissions GROUP BY client;

CREATE TRIGGER submission_added AFTER INSERT ON submissions BEGIN
  INSERT INTO clients VALUES(new.client, 0, new.size_bytes) ON CONFLICT(client)
    DO UPDATE SET unfinished_bytes = unfinished_bytes + excluded.unfinished_bytes;
END;
CREATE TRIGGER submission_ended AFTER UPDATE OF end_time ON submissions BEGIN
  UPDATE clients SET unfinished_bytes = unfinished_bytes - old.size_bytes,
    ended_bytes = ended_bytes + new.size_bytes WHERE client = new.client;
END;
CREATE TRIGGER submission_removed AFTER DELETE ON submissions BEGIN
  UPDATE clients SET ended_bytes = ended_bytes - old.size_bytes WHERE client = old.client;
  DELETE FROM clients WHERE client = old.client AND ended_bytes = 0 AND unfinished_bytes = 0;
END;
)sql";

}  // namespace

std::vector<absl::string_view> JournalSchema() { return {kVersion1, kVersion2}; }

std::string FormatId(int64_t id) { return absl::StrFormat("%016d", id); }

std::optional<int64_t> ParseId(absl::string_view text) {
  int64_t id = 0;
  if (text.size() != kIdDigits ||
      !std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); }) ||
      !absl::SimpleAtoi(text, &id)) {
    return std::nullopt;
  }
  return id;
}

std::string SerializeEvents(const std::vector<::judge::v1::SubmitEvent>& events) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  for (const ::judge::v1::SubmitEvent& event : events) {
    pb::util::SerializeDelimitedToZeroCopyStream(event, &stream);
  }
  return bytes;
}

absl::StatusOr<std::vector<::judge::v1::SubmitEvent>> ParseEvents(absl::string_view bytes) {
  pb::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  std::vector<::judge::v1::SubmitEvent> events;
  while (true) {
    ::judge::v1::SubmitEvent event;
    bool is_at_end = false;
    if (!pb::util::ParseDelimitedFromZeroCopyStream(&event, &stream, &is_at_end)) {
      if (is_at_end) return events;
      return absl::InternalError("events cannot be parsed");
    }
    events.push_back(std::move(event));
  }
}

}  // namespace assay::judge
