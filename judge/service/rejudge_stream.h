#ifndef ASSAY_JUDGE_SERVICE_REJUDGE_STREAM_H_
#define ASSAY_JUDGE_SERVICE_REJUDGE_STREAM_H_

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "grpcpp/support/server_callback.h"
#include "judge/service/calls.h"
#include "judge/service/queued_stream.h"
#include "judge/store/journal.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {

// JudgeService.Rejudge: judges some submissions at a time, and the next ones as the client takes
// the answers.
class RejudgeStream : public QueuedStream<grpc::ServerWriteReactor<::judge::v1::RejudgeEvent>,
                                          ::judge::v1::RejudgeEvent> {
 public:
  // `calls` and `journal` outlive the call.
  RejudgeStream(Calls* calls, const Journal* journal, Caller caller);

  // For a call that is not let in, or asks for what can't be.
  void Refuse(const absl::Status& status);
  // Judges the submissions `ids` again; `current_package`: see RejudgeRequest.
  void Begin(std::vector<std::string> ids, bool current_package);

 private:
  void OnCancel() override;
  void Written(const ::judge::v1::RejudgeEvent& event) override;
  void AfterWrite() override { Advance(handle()); }
  void Over() override {}

  // With the mutex.
  void Answer(::judge::v1::RejudgedSubmission answer);

  // Without it. Begins as many as may be under way.
  static void Advance(const std::shared_ptr<Handle>& handle);
  static void Rejudge(const std::shared_ptr<Handle>& handle, const std::string& id);
  static void Fail(const std::shared_ptr<Handle>& handle, ::judge::v1::RejudgedSubmission answer,
                   const absl::Status& status);

  Calls* const calls_;
  const Journal* const journal_;
  const Caller caller_;
  std::vector<std::string> ids_;
  bool current_package_ = false;
  size_t next_ = 0;
  int under_way_ = 0;
  // New submissions that have not ended; they end with the call.
  std::set<std::string> attached_;
  ::judge::v1::RejudgeSummary summary_;
};

// How two judgements differ. Fills in everything but the ids.
void Compare(const ::judge::v1::Judgement& old_judgement, const ::judge::v1::Judgement& judgement,
             ::judge::v1::RejudgedSubmission* answer);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_REJUDGE_STREAM_H_
