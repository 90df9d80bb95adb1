#include "judge/service/batch_stream.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/time/time.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/malformed_request.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchEvent;
using ::judge::v1::Judgement;
using ::judge::v1::SubmitRequest;

// Before the next attempt with a request that there was no room for: each time twice as long. An
// attempt costs time, and all batches of a client may wait for the same room.
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);

bool IsFull(const absl::Status& status) {
  return absl::IsResourceExhausted(status) && RetryDelayOf(status).has_value();
}

}  // namespace

BatchStream::BatchStream(Calls* calls, Caller caller, int max_under_way)
    : calls_(calls), caller_(std::move(caller)), max_under_way_(max_under_way) {}

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
    if (!grpc::SerializationTraits<SubmitRequest>::Deserialize(&bytes_, request.get()).ok()) {
      BatchEvent event;
      event.set_request_index(index_);
      *event.mutable_error() = ToRpcStatus(MalformedRequest());
      Answer(event);
      return ReadNext();
    }
    submitting_ = true;
    request->DiscardUnknownFields();
    request_ = request;
    pause_ = kFirstPause;
  }
  SubmitRead(handle(), /*checked=*/false);
}

void BatchStream::SubmitRead(const std::shared_ptr<Handle>& handle, bool checked) {
  Calls* calls = nullptr;
  Caller caller;
  std::shared_ptr<const SubmitRequest> request;
  Enter<BatchStream>(handle, [&](BatchStream& stream) {
    if (stream.finished()) return;
    calls = stream.calls_;
    caller = stream.caller_;
    request = stream.request_;
  });
  if (calls == nullptr) return;
  const bool detached = request->detached();
  Dispatcher::Accept accept = [handle, calls,
                               detached](const absl::StatusOr<Dispatcher::Ticket>& ticket) {
    bool there = false;
    bool follow = false;
    BatchEvent last;
    Enter<BatchStream>(handle, [&](BatchStream& stream) {
      there = !stream.finished();
      follow = there && stream.Accepted(ticket, &last);
    });
    if (follow) Follow(handle, *ticket->log, std::move(last));
    // The client went away meanwhile.
    if (!there && ticket.ok() && !detached && !ticket->repeated) {
      Cancel(calls, ticket->log->submission_id());
    }
  };
  const Dispatcher::Origin origin = {.default_priority = ::judge::v1::PRIORITY_BATCH};
  if (checked) {
    calls->SubmitChecked(caller, *request, origin, std::move(accept));
  } else {
    calls->Submit(caller, *request, origin, std::move(accept));
  }
}

bool BatchStream::Accepted(const absl::StatusOr<Dispatcher::Ticket>& ticket, BatchEvent* last) {
  if (IsFull(ticket.status())) {
    const absl::Duration pause = std::min(*RetryDelayOf(ticket.status()), pause_);
    pause_ = std::min(2 * pause_, kLongestPause);
    // Anew: this may be the alarm's own callback, which setting it would destroy.
    retry_ = grpc::Alarm();
    retry_.Set(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(pause),
               [handle = handle()](bool /*ok*/) { SubmitRead(handle, /*checked=*/true); });
    return false;
  }
  submitting_ = false;
  const bool detached = request_->detached();
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
  // Another call's submission does not end with this one.
  if (!detached && !ticket->repeated) attached_.insert(id);
  last->set_submission_id(id);
  BatchEvent queued = *last;
  queued.mutable_queued()->set_repeated_request(ticket->repeated);
  Answer(queued);
  ReadNext();
  return true;
}

void BatchStream::Follow(const std::shared_ptr<Handle>& handle, EventLog& log, BatchEvent last) {
  log.OnEnd([handle, last = std::move(last)](const absl::Status& end,
                                             const Judgement& judgement) mutable {
    if (end.ok()) {
      *last.mutable_judgement() = judgement;
    } else {
      *last.mutable_error() = ToRpcStatus(end);
    }
    Enter<BatchStream>(handle, [&](BatchStream& stream) {
      stream.attached_.erase(last.submission_id());
      stream.Answer(last);
    });
  });
}

void BatchStream::Cancel(Calls* calls, const std::string& id) {
  calls->dispatcher().Cancel(id, [](const absl::Status&) {});
}

void BatchStream::Answer(const BatchEvent& event) {
  BatchAnswer answer;
  answer.last = !event.has_queued();
  bool own_buffer;
  grpc::SerializationTraits<BatchEvent>::Serialize(event, &answer.bytes, &own_buffer);
  Push(std::move(answer));
}

void BatchStream::Written(const BatchAnswer& answer) {
  if (!answer.last) return;
  --under_way_;
  ReadNext();
}

void BatchStream::OnCancel() {
  std::set<std::string> attached;
  {
    const absl::MutexLock lock(&handle()->mutex);
    attached.swap(attached_);
    FinishNow(grpc::Status::CANCELLED);
  }
  for (const std::string& id : attached) Cancel(calls_, id);
}

void BatchStream::Over() { retry_.Cancel(); }

}  // namespace assay::judge
