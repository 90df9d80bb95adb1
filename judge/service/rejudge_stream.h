#ifndef ASSAY_JUDGE_SERVICE_REJUDGE_STREAM_H_
#define ASSAY_JUDGE_SERVICE_REJUDGE_STREAM_H_

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "judge/service/calls.h"
#include "judge/service/queued_stream.h"
#include "judge/service/room_pause.h"
#include "judge/store/journal.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {

// An answer of Rejudge as it goes out.
struct RejudgeAnswer {
  grpc::ByteBuffer bytes;
  // Whether a submission is done with it.
  bool of_submission = false;
};

inline const grpc::ByteBuffer* OnTheWire(const RejudgeAnswer& answer) { return &answer.bytes; }

// JudgeService.Rejudge: judges some submissions at a time, and the next ones as the client takes
// the answers. Waits for room in the queue, for ten minutes without any at most.
class RejudgeStream
    : public QueuedStream<grpc::ServerWriteReactor<grpc::ByteBuffer>, RejudgeAnswer> {
 public:
  // `calls` and `journal` outlive the call.
  RejudgeStream(Calls* calls, const Journal* journal);

  // Ends the call, as if the client were gone, but for what it is told. For OpenCalls.
  OpenCalls::End Ender() const;

  // For a call that is not let in, or asks for what can't be.
  void Refuse(const absl::Status& status);
  // Judges the submissions `ids` again; `current_package`: see RejudgeRequest.
  void Begin(std::vector<std::string> ids, bool current_package);

 private:
  void OnCancel() override;
  void Written(const RejudgeAnswer& answer) override;
  void AfterWrite() override { Advance(handle()); }
  void Over() override { retry_.Cancel(); }

  // With the mutex.
  void Answer(::judge::v1::RejudgedSubmission answer);
  // Tries the submission again later; false when that has gone on for too long.
  bool WaitForRoom(const std::string& id, const absl::Status& full);

  // Without it. Begins as many as may be under way.
  static void Advance(const std::shared_ptr<Handle>& handle);
  static void RejudgeWaiting(const std::shared_ptr<Handle>& handle);
  static void Stop(const std::shared_ptr<Handle>& handle, const grpc::Status& status);
  static void Rejudge(const std::shared_ptr<Handle>& handle, const std::string& id);
  static void Fail(const std::shared_ptr<Handle>& handle, ::judge::v1::RejudgedSubmission answer,
                   const absl::Status& status);

  Calls* const calls_;
  const Journal* const journal_;
  std::vector<std::string> ids_;
  bool current_package_ = false;
  size_t next_ = 0;
  int under_way_ = 0;
  // Those under way that there was no room for, and since when there has been none.
  std::vector<std::string> waiting_;
  absl::Time full_since_ = absl::InfiniteFuture();
  RoomPause pause_;
  bool retry_is_set_ = false;
  grpc::Alarm retry_;
  // New submissions that have not ended; they end with the call.
  std::set<std::string> attached_;
  ::judge::v1::RejudgeSummary summary_;
};

// How two judgements differ. Fills in everything but the ids.
void Compare(const ::judge::v1::Judgement& old_judgement, const ::judge::v1::Judgement& judgement,
             ::judge::v1::RejudgedSubmission* answer);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_REJUDGE_STREAM_H_
