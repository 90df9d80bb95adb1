#ifndef ASSAY_JUDGE_SERVICE_EVENT_STREAM_H_
#define ASSAY_JUDGE_SERVICE_EVENT_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/service/event_log.h"
#include "judge/service/open_calls.h"

namespace assay::judge {

// Writes a submission's events to a client, one at a time and only as fast as it takes them. Owns
// itself: gRPC deletes it when the call is over. Thread-safe.
class EventStream : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  EventStream();

  // Ends the call, as if the client were gone, but for what it is told. Thread-safe, also when the
  // call is over. For OpenCalls.
  OpenCalls::End Ender() const;
  // The call's, until it is over.
  std::optional<OpenCalls::Entry>* entry() { return &entry_; }

  // Exactly one of the two, once.

  // Begins with the event after the first `index`. `on_gone` is called when the call ends before
  // the submission: the client has cancelled, is gone, or its deadline is over. May be empty.
  void Follow(std::shared_ptr<EventLog> log, size_t index, std::function<void()> on_gone);
  void Refuse(const absl::Status& status);

 private:
  // Outlives the stream: what is to wake it may come late.
  struct Handle {
    absl::Mutex mutex;
    EventStream* stream ABSL_GUARDED_BY(mutex) = nullptr;
  };

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  // Writes the next event or the end, if there is one and nothing is being written.
  void Pump();
  // Returns what is to be called without the mutex.
  std::function<void()> End(const grpc::Status& status);
  void FinishOnce(const grpc::Status& status);

  const std::shared_ptr<Handle> handle_;
  // What follows is guarded by handle_->mutex.
  std::shared_ptr<EventLog> log_;
  size_t index_ = 0;
  std::function<void()> on_gone_;
  grpc::ByteBuffer bytes_;
  bool writing_ = false;
  // When it is not the log's.
  std::optional<grpc::Status> end_;
  int64_t waiter_ = 0;
  bool finished_ = false;
  std::optional<OpenCalls::Entry> entry_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_EVENT_STREAM_H_
