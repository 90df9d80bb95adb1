#include "judge/service/event_stream.h"

#include <utility>

#include "judge/rpc/grpc_status.h"
#include "judge/service/request_bytes.h"

namespace assay::judge {

EventStream::EventStream() : handle_(std::make_shared<Handle>()) {
  const absl::MutexLock lock(&handle_->mutex);
  handle_->stream = this;
}

OpenCalls::End EventStream::Ender() const {
  return [handle = handle_](const absl::Status& status) {
    std::function<void()> gone;
    {
      const absl::MutexLock lock(&handle->mutex);
      if (handle->stream == nullptr) return;
      gone = handle->stream->End(ToGrpcStatus(status));
    }
    if (gone) gone();
  };
}

void EventStream::Follow(std::shared_ptr<EventLog> log, size_t index,
                         std::function<void()> on_gone) {
  std::function<void()> gone;
  {
    const absl::MutexLock lock(&handle_->mutex);
    log_ = std::move(log);
    index_ = index;
    on_gone_ = std::move(on_gone);
    if (end_.has_value()) gone = std::move(on_gone_);
    Pump();
  }
  if (gone) gone();
}

void EventStream::Refuse(const absl::Status& status) {
  const absl::MutexLock lock(&handle_->mutex);
  FinishOnce(ToGrpcStatus(status));
}

void EventStream::Pump() {
  if (finished_ || log_ == nullptr || writing_ || waiter_ != 0) return;
  if (end_.has_value()) return FinishOnce(*end_);
  EventLog::Next next = log_->Read(index_, [handle = handle_] {
    const absl::MutexLock lock(&handle->mutex);
    if (handle->stream == nullptr) return;
    handle->stream->waiter_ = 0;
    handle->stream->Pump();
  });
  waiter_ = next.waiter;
  if (next.event != nullptr) {
    writing_ = true;
    bytes_ = ToBytes(*next.event);
    StartWrite(&bytes_);
  } else if (next.end.has_value()) {
    on_gone_ = nullptr;
    FinishOnce(ToGrpcStatus(*next.end));
  }
}

void EventStream::OnWriteDone(bool ok) {
  std::function<void()> gone;
  {
    const absl::MutexLock lock(&handle_->mutex);
    writing_ = false;
    ++index_;
    if (ok) return Pump();
    // What OnCancel() tells of, too, and maybe later.
    gone = End(grpc::Status::CANCELLED);
  }
  if (gone) gone();
}

void EventStream::OnCancel() {
  std::function<void()> gone;
  {
    const absl::MutexLock lock(&handle_->mutex);
    gone = End(grpc::Status::CANCELLED);
  }
  if (gone) gone();
}

std::function<void()> EventStream::End(const grpc::Status& status) {
  if (!end_.has_value()) end_ = status;
  // A stream that nobody follows yet is finished by Follow() or Refuse(), and one that writes when
  // that is done.
  if (log_ != nullptr && !writing_) FinishOnce(*end_);
  return std::exchange(on_gone_, nullptr);
}

void EventStream::FinishOnce(const grpc::Status& status) {
  if (finished_) return;
  finished_ = true;
  if (waiter_ != 0) log_->Forget(waiter_);
  waiter_ = 0;
  Finish(status);
}

void EventStream::OnDone() {
  {
    const absl::MutexLock lock(&handle_->mutex);
    handle_->stream = nullptr;
  }
  delete this;
}

}  // namespace assay::judge
