#include "judge/service/event_log.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "judge/base/timestamp.h"

namespace assay::judge {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;

EventLog::EventLog(std::string submission_id, int attempt)
    : submission_id_(std::move(submission_id)), attempt_(attempt) {}

EventLog::EventLog(std::string submission_id, int attempt, std::vector<SubmitEvent> events)
    : EventLog(std::move(submission_id), attempt) {
  const absl::MutexLock lock(&mutex_);
  for (SubmitEvent& event : events) {
    events_.push_back(std::make_shared<const SubmitEvent>(std::move(event)));
  }
}

void EventLog::Stamp(SubmitEvent* event) const {
  event->set_submission_id(submission_id_);
  event->set_attempt(attempt_);
  event->set_sequence(static_cast<int64_t>(events_.size()) + 1);
  SetTimestamp(absl::Now(), event->mutable_time());
}

void EventLog::Append(SubmitEvent event) {
  {
    const absl::MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    Stamp(&event);
    events_.push_back(std::make_shared<const SubmitEvent>(std::move(event)));
  }
  Wake();
}

SubmitEvent EventLog::Stamped() const {
  const absl::MutexLock lock(&mutex_);
  SubmitEvent event;
  Stamp(&event);
  return event;
}

void EventLog::EndWith(SubmitEvent last) {
  {
    const absl::MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    events_.push_back(std::make_shared<const SubmitEvent>(std::move(last)));
    end_ = absl::OkStatus();
  }
  Wake();
}

void EventLog::End(absl::Status status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (end_.has_value()) return;
    end_ = std::move(status);
  }
  Wake();
}

void EventLog::Wake() {
  std::map<int64_t, std::function<void()>> waiters;
  {
    const absl::MutexLock lock(&mutex_);
    waiters.swap(waiters_);
  }
  for (const auto& [id, wake] : waiters) wake();
}

EventLog::Next EventLog::Read(size_t index, std::function<void()> wake) {
  const absl::MutexLock lock(&mutex_);
  if (index < events_.size()) return {.event = events_[index], .end = std::nullopt};
  if (end_.has_value()) return {.event = nullptr, .end = end_};
  waiters_.emplace(++last_waiter_, std::move(wake));
  return {.event = nullptr, .end = std::nullopt, .waiter = last_waiter_};
}

void EventLog::Forget(int64_t waiter) {
  // Destroyed without the lock: it may own its reader.
  std::function<void()> forgotten;
  const absl::MutexLock lock(&mutex_);
  const auto found = waiters_.find(waiter);
  if (found == waiters_.end()) return;
  forgotten = std::move(found->second);
  waiters_.erase(found);
}

void EventLog::OnEnd(std::function<void(const absl::Status&, const Judgement&)> then) {
  Event last;
  absl::Status end;
  {
    const absl::MutexLock lock(&mutex_);
    if (!end_.has_value()) {
      // Called at the next event: looks again, until it is the last.
      waiters_.emplace(++last_waiter_,
                       [this, then = std::move(then)]() mutable { OnEnd(std::move(then)); });
      return;
    }
    end = *end_;
    if (!events_.empty()) last = events_.back();
  }
  then(end, last != nullptr ? last->judgement() : Judgement::default_instance());
}

std::vector<SubmitEvent> EventLog::Events() const {
  const absl::MutexLock lock(&mutex_);
  std::vector<SubmitEvent> events;
  events.reserve(events_.size());
  for (const Event& event : events_) events.push_back(*event);
  return events;
}

size_t EventLog::size() const {
  const absl::MutexLock lock(&mutex_);
  return events_.size();
}

bool EventLog::ended() const {
  const absl::MutexLock lock(&mutex_);
  return end_.has_value();
}

}  // namespace assay::judge
