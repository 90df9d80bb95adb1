#include "judge/service/dispatcher.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "judge/base/error_details.h"
#include "judge/service/submission_errors.h"
#include "judge/service/submit_request.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::judge::v1::SubmitEvent;
using ::judge::v1::SubmitRequest;
using SubmissionInfo = ::judge::v1::Submission;

// Repeated requests whose events are to be read.
constexpr size_t kMostRepeats = 1000;

}  // namespace

Dispatcher::Dispatcher(const DispatcherParts& parts, std::shared_ptr<PolicySet> policies,
                       const Options& options)
    : parts_(parts),
      options_(options),
      ended_logs_(&parts_.journal),
      active_(options.max_queued),
      ends_(&parts_, &active_),
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
    auto active = std::make_shared<ActiveSubmission>(parts_, policies());
    active->info = std::move(each);
    active->log = std::make_shared<EventLog>(active->info.id(), active->info.attempt());
    active->priority = ToWorkPriority(active->info.priority());
    // More than max_queued where that was lowered: what was accepted is judged.
    active_.AddRecovered(active);
    SubmitEvent queued;
    queued.mutable_queued();
    active->log->Append(std::move(queued));
    parts_.observer.OnAccepted(active->info);
    const absl::Status prepared = active->work.Prepare(request, &active->info);
    if (!prepared.ok()) {
      ends_.End(active, prepared, nullptr);
      continue;
    }
    Enqueue(active, [this, active](int cpu) { Begin(active, cpu); });
  }
  return absl::OkStatus();
}

Dispatcher::~Dispatcher() { EndAll(); }

void Dispatcher::EndAll() { ends_.EndAll(); }

void Dispatcher::Submit(const std::string& client, const SubmitRequest& request,
                        const Origin& origin, Accept accept) {
  auto active = std::make_shared<ActiveSubmission>(parts_, policies());
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
  if (refused.ok()) refused = active_.Reserve();
  if (!refused.ok()) return accept(refused);

  const bool detached = request.detached();
  active->attached = detached ? 0 : 1;
  const auto journaled = [this, active, detached,
                          accept = std::move(accept)](const absl::StatusOr<Accepted>& accepted) {
    if (!accepted.ok() || accepted->repeated) {
      active_.GiveUpPlace();
      if (accepted.ok()) return Repeat(accepted->id, detached, accept);
      accept(accepted.status());
      return active_.JournalCalledBack();
    }
    active->info.set_id(accepted->id);
    active->info.set_state(::judge::v1::SUBMISSION_STATE_QUEUED);
    active->info.set_attempt(1);
    active->log = std::make_shared<EventLog>(accepted->id, 1);
    SubmitEvent queued;
    queued.mutable_queued()->set_position(active_.Add(active));
    active->log->Append(std::move(queued));
    parts_.observer.OnAccepted(active->info);
    accept(Ticket{.log = active->log, .attached = !detached});
    Enqueue(active, [this, active](int cpu) { Begin(active, cpu); });
    active_.JournalCalledBack();
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
  active_.BeginJournalCall();
  Repeat(**earlier, request.detached(), accept);
  return true;
}

void Dispatcher::Repeat(const std::string& id, bool detached, const Accept& accept) {
  // At once: the call that brought it may be about to end.
  const bool attached = !detached && active_.Attach(id);
  // Not on the journal's thread: everybody waits for that one, and the events may be many.
  const absl::Status added = background_->Add([this, id, attached, accept] {
    absl::StatusOr<std::shared_ptr<EventLog>> log = Watch(id);
    if (log.ok()) {
      accept(Ticket{.log = *std::move(log), .repeated = true, .attached = attached});
    } else {
      accept(log.status());
    }
    active_.JournalCalledBack();
  });
  if (added.ok()) return;
  accept(added);
  if (attached) Detach(id);
  active_.JournalCalledBack();
}

void Dispatcher::Detach(const std::string& id) {
  if (active_.Detach(id)) Cancel(id, [](const absl::Status&) {});
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
  if (!runnable.ok()) return ends_.End(active, runnable.status(), nullptr);
  const int workers = *runnable ? std::min(active->work.tests_left(), options_.slots) : 0;
  if (workers == 0) return ends_.End(active, active->work.Finish(), nullptr);
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
  if (!active->ended) ends_.End(active, active->work.Finish(), nullptr);
  // Here, where there is time to remove files, and not on the journal's thread.
  active->work.Clear();
}

void Dispatcher::RetryEnds() { ends_.Retry(); }

absl::StatusOr<std::shared_ptr<EventLog>> Dispatcher::Watch(const std::string& id) const {
  if (const ActivePointer active = active_.Find(id)) return active->log;
  absl::StatusOr<SubmissionInfo> info = parts_.journal.Get(id);
  if (absl::IsNotFound(info.status())) return NoSuchSubmission(id);
  if (!info.ok()) return info.status();
  if (!HasEnded(info->state())) {
    // It was still active at our first look, or is about to be.
    if (const ActivePointer active = active_.Find(id)) return active->log;
    return Stopping();
  }
  return ended_logs_.Find(*info);
}

absl::StatusOr<SubmissionInfo> Dispatcher::Get(const std::string& id) const {
  absl::StatusOr<SubmissionInfo> info = parts_.journal.Get(id);
  if (absl::IsNotFound(info.status())) return NoSuchSubmission(id);
  if (!info.ok()) return info.status();
  if (const ActivePointer active = active_.Find(id);
      active != nullptr && info->state() == ::judge::v1::SUBMISSION_STATE_QUEUED && active->begun) {
    info->set_state(::judge::v1::SUBMISSION_STATE_RUNNING);
  }
  return info;
}

void Dispatcher::Cancel(const std::string& id, std::function<void(absl::Status)> then) {
  const ActivePointer active = active_.Find(id);
  if (active == nullptr) return then(parts_.journal.Get(id).status());
  active->work.cancellation().Cancel();
  parts_.queue.Remove(active->priority, active->info.client(), active->order);
  ends_.End(active, SubmissionCancelled(), std::move(then));
}

void Dispatcher::Drain() { active_.Drain(); }

void Dispatcher::Abandon() {
  for (const ActivePointer& each : active_.Abandon()) each->work.cancellation().Cancel();
}

void Dispatcher::SetPolicies(std::shared_ptr<PolicySet> policies) {
  const absl::MutexLock lock(&mutex_);
  policies_ = std::move(policies);
}

std::shared_ptr<PolicySet> Dispatcher::policies() const {
  const absl::MutexLock lock(&mutex_);
  return policies_;
}

}  // namespace assay::judge
