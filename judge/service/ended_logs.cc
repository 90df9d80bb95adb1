#include "judge/service/ended_logs.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "judge/base/error_details.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

// Before those that nobody reads any more are looked for.
constexpr size_t kManyLogs = 64;

}  // namespace

absl::Status SubmissionCancelled() {
  return WithReason(absl::CancelledError("the submission was cancelled"), "SUBMISSION_CANCELLED");
}

bool HasEnded(::judge::v1::SubmissionState state) {
  return state == ::judge::v1::SUBMISSION_STATE_FINISHED ||
         state == ::judge::v1::SUBMISSION_STATE_CANCELLED ||
         state == ::judge::v1::SUBMISSION_STATE_FAILED;
}

absl::StatusOr<std::shared_ptr<EventLog>> EndedLogs::Find(
    const ::judge::v1::Submission& submission) {
  const std::string& id = submission.id();
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = logs_.find(id);
    if (found != logs_.end()) {
      if (std::shared_ptr<EventLog> log = found->second.lock()) return log;
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<::judge::v1::SubmitEvent> events, journal_->Events(id));
  absl::Status end;
  if (submission.state() == ::judge::v1::SUBMISSION_STATE_FINISHED && !events.empty()) {
    *events.back().mutable_judgement() = submission.judgement();
  } else if (submission.state() == ::judge::v1::SUBMISSION_STATE_CANCELLED) {
    end = SubmissionCancelled();
  } else {
    end = FromRpcStatus(submission.error());
  }
  auto log = std::make_shared<EventLog>(id, submission.attempt(), std::move(events));
  log->End(std::move(end));
  const absl::MutexLock lock(&mutex_);
  if (logs_.size() >= kManyLogs) {
    std::erase_if(logs_, [](const auto& entry) { return entry.second.expired(); });
  }
  logs_[id] = log;
  return log;
}

}  // namespace assay::judge
