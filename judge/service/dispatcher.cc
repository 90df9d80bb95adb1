#include "judge/service/dispatcher.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/service/submission_work.h"
#include "judge/service/submit_request.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::Judgement;
using ::judge::v1::SubmitEvent;
using ::judge::v1::SubmitRequest;
using SubmissionInfo = ::judge::v1::Submission;

constexpr absl::Duration kRetryDelay = absl::Seconds(1);
// Repeated requests whose events are to be read.
constexpr size_t kMostRepeats = 1000;
}  // namespace

absl::Status Stopping() {
  return WithRetry(WithReason(absl::UnavailableError("the server is about to stop"), "DRAINING"),
                   absl::Seconds(5));
}

absl::Status NoSuchSubmission(absl::string_view id) {
  return WithReason(absl::NotFoundError(absl::StrCat("there is no submission \"", id, "\"")),
                    "SUBMISSION_NOT_FOUND");
}

struct Dispatcher::Active {
  Active(const DispatcherParts& parts, std::shared_ptr<PolicySet> policies)
      : work(parts, std::move(policies)) {}

  // Set before anybody else knows of it.
  SubmissionInfo info;
  WorkPriority priority = WorkPriority::kInteractive;
  int64_t order = 0;
  std::shared_ptr<EventLog> log;

  std::atomic<bool> begun = false;
  std::atomic<bool> ended = false;
  // Calls that it does not outlive. Guarded by the dispatcher's mutex.
  int attached = 0;

  SubmissionWork work;
  // Pieces of work that are queued or run.
  std::atomic<int> workers = 0;
};

struct Dispatcher::Ending {
  ActivePointer active;
  SubmissionInfo info;
  std::vector<SubmitEvent> events;
  // Which brings the judgement, where there is one.
  SubmitEvent last;
  absl::Status end;
  std::function<void(absl::Status)> then;
};

Dispatcher::Dispatcher(const DispatcherParts& parts, std::shared_ptr<PolicySet> policies,
                       const Options& options)
    : parts_(parts),
      options_(options),
      ended_logs_(&parts_.journal),
      policies_(std::move(policies)) {}

absl::StatusOr<std::unique_ptr<Dispatcher>> Dispatcher::Create(const DispatcherParts& parts,
                                                               std::shared_ptr<PolicySet> policies,
                                                               const Options& options) {
  std::unique_ptr<Dispatcher> dispatcher(new Dispatcher(parts, std::move(policies), options));
  ASSAY_ASSIGN_OR_RETURN(dispatcher->background_, Background::Start(kMostRepeats));
  ASSAY_RETURN_IF_ERROR(dispatcher->Recover());
  return dispatcher;
}

absl::Status Dispatcher::Recover() {
  ASSAY_ASSIGN_OR_RETURN(std::vector<SubmissionInfo> unfinished, parts_.journal.Recover());
  for (SubmissionInfo& each : unfinished) {
    // One at a time, see SubmissionWork::Compile().
    ASSAY_ASSIGN_OR_RETURN(const SubmitRequest request, parts_.journal.Request(each.id()));
    auto active = std::make_shared<Active>(parts_, policies());
    active->info = std::move(each);
    active->log = std::make_shared<EventLog>(active->info.id(), active->info.attempt());
    active->priority = ToWorkPriority(active->info.priority());
    {
      // More than max_queued where that was lowered: what was accepted is judged.
      const absl::MutexLock lock(&mutex_);
      ++reserved_;
      ++active_counts_[static_cast<int>(active->priority)];
      active->order = ++last_order_;
      active_.emplace(active->info.id(), active);
    }
    SubmitEvent queued;
    queued.mutable_queued();
    active->log->Append(std::move(queued));
    parts_.observer.OnAccepted(active->info);
    const absl::Status prepared = active->work.Prepare(request, &active->info);
    if (!prepared.ok()) {
      End(active, prepared, nullptr);
      continue;
    }
    Enqueue(active, [this, active](int cpu) { Begin(active, cpu); });
  }
  return absl::OkStatus();
}

Dispatcher::~Dispatcher() { EndAll(); }

void Dispatcher::EndAll() {
  std::map<std::string, ActivePointer> active;
  std::vector<Ending> unstored;
  {
    const absl::MutexLock lock(&mutex_);
    draining_ = true;
    abandoned_ = true;
    // What the journal has been given calls back.
    mutex_.Await(absl::Condition(
        +[](int64_t* journaling) { return *journaling == 0; }, &journaling_));
    active = active_;
    unstored.swap(unstored_);
  }
  for (const Ending& ending : unstored) {
    if (ending.then) ending.then(Stopping());
  }
  for (const auto& [id, each] : active) each->log->End(Stopping());
}

absl::Status Dispatcher::Reserve() {
  const absl::MutexLock lock(&mutex_);
  if (draining_) return Stopping();
  if (reserved_ >= options_.max_queued) {
    return WithRetry(
        WithReason(absl::ResourceExhaustedError(absl::StrCat(
                       reserved_, " submissions wait or run, as many as this server takes")),
                   "QUEUE_FULL", {{"max_queued_submissions", absl::StrCat(options_.max_queued)}}),
        kRetryDelay);
  }
  ++reserved_;
  ++journaling_;
  return absl::OkStatus();
}

void Dispatcher::Journaled() {
  const absl::MutexLock lock(&mutex_);
  --journaling_;
}

void Dispatcher::Submit(const std::string& client, const SubmitRequest& request,
                        const Origin& origin, Accept accept) {
  auto active = std::make_shared<Active>(parts_, policies());
  SubmissionInfo& info = active->info;
  info.set_client(client);
  info.set_client_token(request.client_token());
  info.set_language(request.language());
  info.set_priority(request.priority() == ::judge::v1::PRIORITY_UNSPECIFIED
                        ? origin.default_priority
                        : request.priority());
  info.set_rejudge_of(origin.rejudge_of);
  active->priority = ToWorkPriority(info.priority());
  absl::Status refused = active->work.Prepare(request, &active->info);
  if (refused.ok()) refused = Reserve();
  if (!refused.ok()) return accept(refused);

  const bool detached = request.detached();
  active->attached = detached ? 0 : 1;
  const auto journaled = [this, active, detached,
                          accept = std::move(accept)](const absl::StatusOr<Accepted>& accepted) {
    if (!accepted.ok() || accepted->repeated) {
      {
        const absl::MutexLock lock(&mutex_);
        --reserved_;
      }
      if (accepted.ok()) return Repeat(accepted->id, detached, accept);
      accept(accepted.status());
      return Journaled();
    }
    active->info.set_id(accepted->id);
    active->info.set_state(::judge::v1::SUBMISSION_STATE_QUEUED);
    active->info.set_attempt(1);
    active->log = std::make_shared<EventLog>(accepted->id, 1);
    SubmitEvent queued;
    {
      const absl::MutexLock lock(&mutex_);
      const int priority = static_cast<int>(active->priority);
      int64_t ahead = 0;
      for (int p = 0; p <= priority; ++p) ahead += active_counts_[p];
      queued.mutable_queued()->set_position(ahead);
      ++active_counts_[priority];
      active->order = ++last_order_;
      active_.emplace(accepted->id, active);
    }
    active->log->Append(std::move(queued));
    parts_.observer.OnAccepted(active->info);
    accept(Ticket{.log = active->log, .attached = !detached});
    Enqueue(active, [this, active](int cpu) { Begin(active, cpu); });
    Journaled();
  };
  SubmissionInfo stored = info;
  parts_.journal.Add(std::move(stored), request, journaled);
}

bool Dispatcher::AcceptRepeated(const std::string& client, const SubmitRequest& request,
                                const Accept& accept) {
  const absl::StatusOr<std::optional<std::string>> earlier =
      parts_.journal.FindRepeated(client, request);
  if (!earlier.ok()) {
    accept(earlier.status());
    return true;
  }
  if (!earlier->has_value()) return false;
  {
    const absl::MutexLock lock(&mutex_);
    ++journaling_;
  }
  Repeat(**earlier, request.detached(), accept);
  return true;
}

void Dispatcher::Repeat(const std::string& id, bool detached, const Accept& accept) {
  // At once: the call that brought it may be about to end.
  const bool attached = !detached && Attach(id);
  // Not on the journal's thread: everybody waits for that one, and the events may be many.
  const absl::Status added = background_->Add([this, id, attached, accept] {
    absl::StatusOr<std::shared_ptr<EventLog>> log = Watch(id);
    if (log.ok()) {
      accept(Ticket{.log = *std::move(log), .repeated = true, .attached = attached});
    } else {
      accept(log.status());
    }
    Journaled();
  });
  if (added.ok()) return;
  accept(added);
  if (attached) Detach(id);
  Journaled();
}

bool Dispatcher::Attach(const std::string& id) {
  const absl::MutexLock lock(&mutex_);
  const auto found = active_.find(id);
  if (found == active_.end()) return false;
  ++found->second->attached;
  return true;
}

void Dispatcher::Detach(const std::string& id) {
  {
    const absl::MutexLock lock(&mutex_);
    const auto found = active_.find(id);
    if (found == active_.end() || --found->second->attached > 0) return;
  }
  Cancel(id, [](const absl::Status&) {});
}

void Dispatcher::Enqueue(const ActivePointer& active, std::function<void(int cpu)> run) {
  parts_.queue.Add({.priority = active->priority,
                    .client = active->info.client(),
                    .order = active->order,
                    .run = std::move(run)});
}

void Dispatcher::Begin(const ActivePointer& active, int cpu) {
  if (active->ended) return;
  active->begun = true;
  const absl::StatusOr<bool> runnable =
      active->work.Compile(active->info, active->log.get(), options_.host_retry, cpu);
  if (!runnable.ok()) return End(active, runnable.status(), nullptr);
  const int workers = *runnable ? std::min(active->work.tests_left(), options_.slots) : 0;
  if (workers == 0) return End(active, active->work.Finish(), nullptr);
  active->workers = workers;
  for (int i = 0; i < workers; ++i) {
    Enqueue(active, [this, active](int slot_cpu) { RunTest(active, slot_cpu); });
  }
}

void Dispatcher::RunTest(const ActivePointer& active, int cpu) {
  if (!active->ended) active->work.RunNextTest(cpu);
  if (!active->ended && active->work.tests_left() > 0) {
    return Enqueue(active, [this, active](int slot_cpu) { RunTest(active, slot_cpu); });
  }
  if (--active->workers > 0) return;
  if (!active->ended) End(active, active->work.Finish(), nullptr);
  // Here, where there is time to remove files, and not on the journal's thread.
  active->work.Clear();
}

void Dispatcher::End(const ActivePointer& active, absl::StatusOr<Judgement> judgement,
                     std::function<void(absl::Status)> then) {
  bool abandoned = false;
  {
    const absl::MutexLock lock(&mutex_);
    // What Abandon() has killed is not ended: the next process judges it.
    abandoned = abandoned_ && !judgement.ok();
    if (!abandoned) ++journaling_;
  }
  if (abandoned) {
    if (then) then(Stopping());
    return;
  }
  if (active->ended.exchange(true)) {
    Journaled();
    if (then) active->log->OnEnd([then](const absl::Status&, const Judgement&) { then({}); });
    return;
  }
  SubmissionInfo info = active->info;
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

void Dispatcher::Store(Ending ending) {
  const auto shared = std::make_shared<Ending>(std::move(ending));
  parts_.journal.Finish(shared->info, shared->events,
                        [this, shared](const absl::StatusOr<bool>& stored) {
                          Stored(*shared, stored.status());
                          Journaled();
                        });
}

void Dispatcher::Stored(const Ending& ending, const absl::Status& stored) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!stored.ok() && !abandoned_) {
      unstored_.push_back(ending);
      return;
    }
    active_.erase(ending.info.id());
    --active_counts_[static_cast<int>(ending.active->priority)];
    --reserved_;
  }
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

void Dispatcher::RetryEnds() {
  std::vector<Ending> endings;
  {
    const absl::MutexLock lock(&mutex_);
    endings.swap(unstored_);
    journaling_ += static_cast<int64_t>(endings.size());
  }
  for (Ending& ending : endings) Store(std::move(ending));
}

Dispatcher::ActivePointer Dispatcher::Find(const std::string& id) const {
  const absl::MutexLock lock(&mutex_);
  const auto found = active_.find(id);
  return found == active_.end() ? nullptr : found->second;
}

absl::StatusOr<std::shared_ptr<EventLog>> Dispatcher::Watch(const std::string& id) const {
  if (const ActivePointer active = Find(id)) return active->log;
  absl::StatusOr<SubmissionInfo> info = parts_.journal.Get(id);
  if (absl::IsNotFound(info.status())) return NoSuchSubmission(id);
  if (!info.ok()) return info.status();
  if (!HasEnded(info->state())) {
    // It was still active at our first look, or is about to be.
    if (const ActivePointer active = Find(id)) return active->log;
    return Stopping();
  }
  return ended_logs_.Find(*info);
}

absl::StatusOr<SubmissionInfo> Dispatcher::Get(const std::string& id) const {
  absl::StatusOr<SubmissionInfo> info = parts_.journal.Get(id);
  if (absl::IsNotFound(info.status())) return NoSuchSubmission(id);
  if (!info.ok()) return info.status();
  if (const ActivePointer active = Find(id);
      active != nullptr && info->state() == ::judge::v1::SUBMISSION_STATE_QUEUED && active->begun) {
    info->set_state(::judge::v1::SUBMISSION_STATE_RUNNING);
  }
  return info;
}

void Dispatcher::Cancel(const std::string& id, std::function<void(absl::Status)> then) {
  const ActivePointer active = Find(id);
  if (active == nullptr) return then(parts_.journal.Get(id).status());
  active->work.cancellation().Cancel();
  parts_.queue.Remove(active->priority, active->info.client(), active->order);
  End(active, SubmissionCancelled(), std::move(then));
}

void Dispatcher::Drain() {
  const absl::MutexLock lock(&mutex_);
  draining_ = true;
}

bool Dispatcher::draining() const {
  const absl::MutexLock lock(&mutex_);
  return draining_;
}

void Dispatcher::Abandon() {
  std::map<std::string, ActivePointer> active;
  {
    const absl::MutexLock lock(&mutex_);
    draining_ = true;
    abandoned_ = true;
    active = active_;
  }
  for (const auto& [id, each] : active) each->work.cancellation().Cancel();
}

void Dispatcher::SetPolicies(std::shared_ptr<PolicySet> policies) {
  const absl::MutexLock lock(&mutex_);
  policies_ = std::move(policies);
}

std::shared_ptr<PolicySet> Dispatcher::policies() const {
  const absl::MutexLock lock(&mutex_);
  return policies_;
}

int64_t Dispatcher::queued_count() const {
  const absl::MutexLock lock(&mutex_);
  return reserved_;
}

std::map<::judge::v1::Priority, int64_t> Dispatcher::QueueDepths() const {
  const absl::MutexLock lock(&mutex_);
  return {
      {::judge::v1::PRIORITY_INTERACTIVE,
       active_counts_[static_cast<int>(WorkPriority::kInteractive)]},
      {::judge::v1::PRIORITY_BATCH, active_counts_[static_cast<int>(WorkPriority::kBatch)]},
      {::judge::v1::PRIORITY_REJUDGE, active_counts_[static_cast<int>(WorkPriority::kRejudge)]}};
}

std::set<std::string> Dispatcher::NeededPackages() const {
  std::set<std::string> needed;
  const absl::MutexLock lock(&mutex_);
  for (const auto& [id, each] : active_) {
    if (each->work.package() != nullptr) needed.insert(each->work.package()->digest());
  }
  return needed;
}

}  // namespace assay::judge
