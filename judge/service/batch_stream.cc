#include "judge/service/batch_stream.h"

#include <chrono>
#include <utility>

#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/request_bytes.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchEvent;
using ::judge::v1::Judgement;
using ::judge::v1::SubmitRequest;

}  // namespace

BatchStream::BatchStream(Calls* calls, int max_under_way)
    : calls_(calls), max_under_way_(max_under_way) {}

OpenCalls::End BatchStream::Ender() const {
  return [handle = handle()](const absl::Status& status) { Stop(handle, ToGrpcStatus(status)); };
}

void BatchStream::Refuse(const absl::Status& status) {
  const absl::MutexLock lock(&handle()->mutex);
  FinishNow(ToGrpcStatus(status));
}

void BatchStream::Begin() {
  const absl::MutexLock lock(&handle()->mutex);
  ReadNext();
}

void BatchStream::ReadNext() {
  if (finished() || reading_ || submitting_) return;
  if (no_more_) {
    if (under_way_ == 0) FinishLater(grpc::Status::OK);
    return;
  }
  if (under_way_ >= max_under_way_) return;
  reading_ = true;
  StartRead(&bytes_);
}

void BatchStream::OnReadDone(bool ok) {
  {
    const absl::MutexLock lock(&handle()->mutex);
    reading_ = false;
    no_more_ = !ok;
    if (!ok) return ReadNext();
    ++index_;
    ++under_way_;
    const auto request = std::make_shared<SubmitRequest>();
    if (const absl::Status parsed = ParseRequest(&bytes_, request.get()); !parsed.ok()) {
      BatchEvent event;
      event.set_request_index(index_);
      *event.mutable_error() = ToRpcStatus(parsed);
      Answer(event);
      return ReadNext();
    }
    submitting_ = true;
    request_ = request;
    pause_.Reset();
  }
  SubmitRead(handle(), /*checked=*/false);
}

void BatchStream::SubmitRead(const std::shared_ptr<Handle>& handle, bool checked) {
  Calls* calls = nullptr;
  absl::StatusOr<Caller> caller;
  std::shared_ptr<const SubmitRequest> request;
  Enter<BatchStream>(handle, [&](BatchStream& stream) {
    if (stream.finished()) return;
    calls = stream.calls_;
    // Anew each time: with the quota that other calls of the client have by now.
    caller = calls->EnterAgain(**stream.entry());
    request = stream.request_;
  });
  if (calls == nullptr) return;
  if (!caller.ok()) return Stop(handle, ToGrpcStatus(caller.status()));
  Dispatcher::Accept accept = [handle, calls](const absl::StatusOr<Dispatcher::Ticket>& ticket) {
    bool there = false;
    bool follow = false;
    BatchEvent last;
    Enter<BatchStream>(handle, [&](BatchStream& stream) {
      there = !stream.finished();
      follow = there && stream.Accepted(ticket, &last);
    });
    if (follow) Follow(handle, *ticket->log, ticket->attached, std::move(last));
    // The client went away meanwhile.
    if (!there && ticket.ok() && ticket->attached) {
      calls->dispatcher().Detach(ticket->log->submission_id());
    }
  };
  const Dispatcher::Origin origin = {.default_priority = ::judge::v1::PRIORITY_BATCH};
  if (checked) {
    calls->SubmitChecked(*caller, *request, origin, std::move(accept));
  } else {
    calls->Submit(*caller, *request, origin, std::move(accept));
  }
}

bool BatchStream::Accepted(const absl::StatusOr<Dispatcher::Ticket>& ticket, BatchEvent* last) {
  if (IsFull(ticket.status())) {
    const absl::Duration pause = pause_.Next(ticket.status());
    // Anew: this may be the alarm's own callback, which setting it would destroy.
    retry_ = grpc::Alarm();
    retry_.Set(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(pause),
               [handle = handle()](bool /*ok*/) { SubmitRead(handle, /*checked=*/true); });
    return false;
  }
  submitting_ = false;
  last->set_request_index(index_);
  last->set_client_token(request_->client_token());
  request_.reset();
  if (!ticket.ok()) {
    *last->mutable_error() = ToRpcStatus(ticket.status());
    Answer(*last);
    ReadNext();
    return false;
  }
  const std::string& id = ticket->log->submission_id();
  if (ticket->attached) attached_.insert(id);
  last->set_submission_id(id);
  BatchEvent queued = *last;
  queued.mutable_queued()->set_repeated_request(ticket->repeated);
  Answer(queued);
  ReadNext();
  return true;
}

void BatchStream::Follow(const std::shared_ptr<Handle>& handle, EventLog& log, bool attached,
                         BatchEvent last) {
  log.OnEnd([handle, attached, last = std::move(last)](const absl::Status& end,
                                                       const Judgement& judgement) mutable {
    if (end.ok()) {
      *last.mutable_judgement() = judgement;
    } else {
      *last.mutable_error() = ToRpcStatus(end);
    }
    Enter<BatchStream>(handle, [&](BatchStream& stream) {
      const auto found = stream.attached_.find(last.submission_id());
      if (attached && found != stream.attached_.end()) stream.attached_.erase(found);
      stream.Answer(last);
    });
  });
}

void BatchStream::Stop(const std::shared_ptr<Handle>& handle, const grpc::Status& status) {
  Calls* calls = nullptr;
  std::multiset<std::string> attached;
  Enter<BatchStream>(handle, [&](BatchStream& stream) {
    calls = stream.calls_;
    attached.swap(stream.attached_);
    stream.FinishNow(status);
  });
  for (const std::string& id : attached) calls->dispatcher().Detach(id);
}

void BatchStream::Answer(const BatchEvent& event) {
  BatchAnswer answer;
  answer.last = !event.has_queued();
  answer.bytes = ToBytes(event);
  Push(std::move(answer));
}

void BatchStream::Written(const BatchAnswer& answer) {
  if (!answer.last) return;
  --under_way_;
  ReadNext();
}

void BatchStream::OnCancel() { Stop(handle(), grpc::Status::CANCELLED); }

void BatchStream::Over() { retry_.Cancel(); }

}  // namespace assay::judge
