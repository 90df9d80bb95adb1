#ifndef ASSAY_JUDGE_STORE_JOURNAL_READER_H_
#define ASSAY_JUDGE_STORE_JOURNAL_READER_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "judge/store/database.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// Which submissions; each field counts when it is set.
struct SubmissionFilter {
  // The journal does not tell QUEUED from RUNNING: each selects all that have not ended.
  ::judge::v1::SubmissionState state = ::judge::v1::SUBMISSION_STATE_UNSPECIFIED;
  ::judge::v1::Verdict verdict = ::judge::v1::VERDICT_UNSPECIFIED;
  std::string language = "";
  std::string problem_id = "";
  std::string client = "";
  // At that time or later.
  std::optional<absl::Time> created_after = std::nullopt;
  // Before that time.
  std::optional<absl::Time> created_before = std::nullopt;
  // Accepted before this one: the last of the page before. It may have been removed. When it is no
  // id: INVALID_ARGUMENT with a BadRequest of the field "page_token", in which clients send it.
  std::string before_id = "";
  // At least 1.
  int limit = 100;
  // Rows that are looked at, at least 1: no list takes longer than that, whatever it asks for.
  int max_scanned = 20'000;
};

struct SubmissionPage {
  std::vector<::judge::v1::Submission> submissions = {};
  // For SubmissionFilter::before_id, to go on from here. Empty: there is no more. The page may have
  // fewer than `limit`, or none, and yet not be the last.
  std::string next_before_id = "";
};

// The queries of Journal. For one thread at a time; sees what was committed before each call.
class JournalReader {
 public:
  // A JournalWriter must have made the file.
  static absl::StatusOr<std::unique_ptr<JournalReader>> Open(const std::string& path);

  // See Journal.
  absl::StatusOr<::judge::v1::Submission> Get(const std::string& id);
  absl::StatusOr<::judge::v1::SubmitRequest> Request(const std::string& id);
  absl::StatusOr<std::vector<::judge::v1::SubmitEvent>> Events(const std::string& id);
  absl::StatusOr<SubmissionPage> List(const SubmissionFilter& filter);
  // The submission that a client has used a non-empty token for; absent when there is none.
  struct TokenUse {
    std::string id;
    std::string request_digest;
  };
  absl::StatusOr<std::optional<TokenUse>> FindToken(const std::string& client,
                                                    const std::string& token);
  // In the order of acceptance.
  absl::StatusOr<std::vector<::judge::v1::Submission>> ListUnfinished();

 private:
  explicit JournalReader(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  const std::unique_ptr<Database> database_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_STORE_JOURNAL_READER_H_
