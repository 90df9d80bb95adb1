#ifndef ASSAY_JUDGE_SERVICE_QUEUED_STREAM_H_
#define ASSAY_JUDGE_SERVICE_QUEUED_STREAM_H_

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "judge/service/open_calls.h"

namespace assay::judge {

// What of a queued message gRPC writes. Overloaded for messages that carry more.
template <typename Message>
const Message* OnTheWire(const Message& message) {
  return &message;
}

// A server's reactor (ServerWriteReactor or ServerBidiReactor) whose messages wait in a queue until
// the client takes them. Its user bounds the queue. Owns itself: gRPC deletes it when the call is
// over.
//
// All state, the derived class's too, is guarded by one mutex that outlives the reactor: what calls
// back later goes through Entrance(), which does nothing when the reactor is gone.
template <typename Reactor, typename Message>
class QueuedStream : public Reactor {
 public:
  QueuedStream() : handle_(std::make_shared<Handle>()) {
    const absl::MutexLock lock(&handle_->mutex);
    handle_->stream = this;
  }

  // The call's, until it is over.
  std::optional<OpenCalls::Entry>* entry() { return &entry_; }

 protected:
  struct Handle {
    absl::Mutex mutex;
    QueuedStream* stream ABSL_GUARDED_BY(mutex) = nullptr;
  };

  // `enter` runs with the mutex, and only as long as the reactor is there. `Derived` is its class.
  template <typename Derived, typename Function>
  static void Enter(const std::shared_ptr<Handle>& handle, Function enter) {
    const absl::MutexLock lock(&handle->mutex);
    if (handle->stream != nullptr) enter(*static_cast<Derived*>(handle->stream));
  }

  // What follows needs the mutex.

  void Push(Message message) {
    if (finished_) return;
    queue_.push_back(std::move(message));
    WriteNext();
  }
  // When everything that was pushed is written.
  void FinishLater(grpc::Status status) {
    if (!end_.has_value()) end_ = std::move(status);
    WriteNext();
  }
  // At once; what is in the queue is dropped.
  void FinishNow(const grpc::Status& status) {
    if (finished_) return;
    finished_ = true;
    // The first may be on its way.
    queue_.resize(writing_ ? 1 : 0);
    this->Finish(status);
  }
  // A message has gone out.
  virtual void Written(const Message& message) = 0;
  // The same, without the mutex.
  virtual void AfterWrite() {}
  // The call is over; the reactor is about to be deleted.
  virtual void Over() = 0;

  const std::shared_ptr<Handle>& handle() const { return handle_; }
  bool finished() const { return finished_; }

 private:
  void WriteNext() {
    if (finished_ || writing_) return;
    if (!queue_.empty()) {
      writing_ = true;
      this->StartWrite(OnTheWire(queue_.front()));
    } else if (end_.has_value()) {
      FinishNow(*end_);
    }
  }

  void OnWriteDone(bool ok) final {
    {
      const absl::MutexLock lock(&handle_->mutex);
      writing_ = false;
      const Message written = std::move(queue_.front());
      queue_.pop_front();
      if (!ok) return FinishNow(grpc::Status::CANCELLED);
      if (finished_) return;
      Written(written);
      WriteNext();
    }
    AfterWrite();
  }

  void OnDone() final {
    {
      const absl::MutexLock lock(&handle_->mutex);
      handle_->stream = nullptr;
      Over();
    }
    delete this;
  }

  const std::shared_ptr<Handle> handle_;
  // The first is being written when `writing_`.
  std::deque<Message> queue_;
  std::optional<grpc::Status> end_;
  bool writing_ = false;
  bool finished_ = false;
  std::optional<OpenCalls::Entry> entry_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_QUEUED_STREAM_H_
