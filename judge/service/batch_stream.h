#ifndef ASSAY_JUDGE_SERVICE_BATCH_STREAM_H_
#define ASSAY_JUDGE_SERVICE_BATCH_STREAM_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "grpcpp/alarm.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/service/calls.h"
#include "judge/service/queued_stream.h"
#include "judge/service/room_pause.h"
#include "proto/judge/v1/judge_service.pb.h"
#include "proto/judge/v1/submission.pb.h"

namespace assay::judge {

// An answer of SubmitBatch as it goes out.
struct BatchAnswer {
  grpc::ByteBuffer bytes;
  // Whether it is its request's last.
  bool last = false;
};

inline const grpc::ByteBuffer* OnTheWire(const BatchAnswer& answer) { return &answer.bytes; }

// JudgeService.SubmitBatch: reads as many requests as may be under way, and no more until one of
// them has been answered and the client has taken the answer. So neither a client that sends
// without end nor one that does not read makes the server keep more than that.
//
// Takes bytes and parses them itself: to gRPC a message that does not parse is the stream's end,
// and the requests after it would be lost without a word.
class BatchStream : public QueuedStream<grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                                        BatchAnswer> {
 public:
  // `calls` outlives the call.
  BatchStream(Calls* calls, int max_under_way);

  // Ends the call, as if the client were gone, but for what it is told. For OpenCalls.
  OpenCalls::End Ender() const;

  // For a call that is not let in.
  void Refuse(const absl::Status& status);
  // Begins to read.
  void Begin();

 private:
  void OnReadDone(bool ok) override;
  void OnCancel() override;
  void Written(const BatchAnswer& answer) override;
  void Over() override;

  // With the mutex.
  void ReadNext();
  void Answer(const ::judge::v1::BatchEvent& event);
  // Whether the client is to be told of the submission's end, too, by `last` when it is filled in.
  bool Accepted(const absl::StatusOr<Dispatcher::Ticket>& ticket, ::judge::v1::BatchEvent* last);

  // Without it. Submits the stream's request, unless the call is over; `checked` when an earlier
  // attempt has found it correct.
  static void SubmitRead(const std::shared_ptr<Handle>& handle, bool checked);
  // Tells the client of the end, by `last`.
  static void Follow(const std::shared_ptr<Handle>& handle, EventLog& log, bool attached,
                     ::judge::v1::BatchEvent last);
  // Ends the call and what ends with it.
  static void Stop(const std::shared_ptr<Handle>& handle, const grpc::Status& status);

  Calls* const calls_;
  const int max_under_way_;

  grpc::ByteBuffer bytes_;
  // From when it has been read until it is accepted or refused: shared with the attempts to submit
  // it, which read it without the mutex.
  std::shared_ptr<const ::judge::v1::SubmitRequest> request_;
  // Of the latest request.
  int64_t index_ = -1;
  int under_way_ = 0;
  bool reading_ = false;
  // The request has been read and not accepted yet.
  bool submitting_ = false;
  bool no_more_ = false;
  grpc::Alarm retry_;
  // Before the next attempt with the request.
  RoomPause pause_;
  // By what the call is attached to, see Dispatcher::Ticket: once for each request.
  std::multiset<std::string> attached_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_BATCH_STREAM_H_
