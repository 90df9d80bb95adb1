#include "judge/service/submission_ends.h"

#include <memory>
#include <utility>

#include "judge/base/error_details.h"
#include "judge/service/ended_logs.h"
#include "judge/service/submission_errors.h"

namespace assay::judge {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;

void SubmissionEnds::End(const ActivePointer& active, absl::StatusOr<Judgement> judgement,
                         std::function<void(absl::Status)> then) {
  if (!active_.BeginEnd(/*killed=*/!judgement.ok())) {
    if (then) then(Stopping());
    return;
  }
  if (active->ended.exchange(true)) {
    active_.JournalCalledBack();
    if (then) active->log->OnEnd([then](const absl::Status&, const Judgement&) { then({}); });
    return;
  }
  ::judge::v1::Submission info = active->info;
  absl::Status end = judgement.status();
  // Its runs end as ABORTED.
  if (!end.ok() && active->work.cancellation().cancelled()) end = SubmissionCancelled();
  if (judgement.ok()) {
    info.set_state(::judge::v1::SUBMISSION_STATE_FINISHED);
    *info.mutable_judgement() = *std::move(judgement);
  } else if (absl::IsCancelled(end)) {
    info.set_state(::judge::v1::SUBMISSION_STATE_CANCELLED);
  } else {
    info.set_state(::judge::v1::SUBMISSION_STATE_FAILED);
    *info.mutable_error() = ToRpcStatus(end);
  }
  std::vector<SubmitEvent> events = active->log->Events();
  SubmitEvent last;
  if (end.ok()) {
    last = active->log->Stamped();
    // The judgement itself is with the submission.
    events.push_back(last);
    events.back().mutable_judgement();
    *last.mutable_judgement() = info.judgement();
  }
  Store({.active = active,
         .info = std::move(info),
         .events = std::move(events),
         .last = std::move(last),
         .end = std::move(end),
         .then = std::move(then)});
}

void SubmissionEnds::Store(Ending ending) {
  const auto shared = std::make_shared<Ending>(std::move(ending));
  parts_.journal.Finish(shared->info, shared->events,
                        [this, shared](const absl::StatusOr<bool>& stored) {
                          Stored(*shared, stored.status());
                          active_.JournalCalledBack();
                        });
}

void SubmissionEnds::Stored(const Ending& ending, const absl::Status& stored) {
  if (!stored.ok() && !active_.abandoned()) {
    const absl::MutexLock lock(&mutex_);
    unstored_.push_back(ending);
    return;
  }
  active_.Remove(*ending.active);
  if (!stored.ok()) {
    // What is not on disk is not said: the next process judges it.
    ending.active->log->End(Stopping());
  } else {
    // First, so that who is told has room for the next one.
    parts_.observer.OnEnded(ending.info);
    if (ending.end.ok()) {
      ending.active->log->EndWith(ending.last);
    } else {
      ending.active->log->End(ending.end);
    }
  }
  if (ending.then) ending.then(stored.ok() ? absl::OkStatus() : Stopping());
}

void SubmissionEnds::Retry() {
  if (!active_.BeginRetry()) return;
  std::vector<Ending> endings;
  {
    const absl::MutexLock lock(&mutex_);
    endings.swap(unstored_);
  }
  for (Ending& ending : endings) {
    active_.BeginJournalCall();
    Store(std::move(ending));
  }
  active_.JournalCalledBack();
}

void SubmissionEnds::EndAll() {
  const std::vector<ActivePointer> active = active_.AwaitJournal();
  std::vector<Ending> unstored;
  {
    const absl::MutexLock lock(&mutex_);
    unstored.swap(unstored_);
  }
  for (const Ending& ending : unstored) {
    if (ending.then) ending.then(Stopping());
  }
  for (const ActivePointer& each : active) each->log->End(Stopping());
}

}  // namespace assay::judge
