#ifndef ASSAY_JUDGE_SERVICE_JUDGE_SERVICE_H_
#define ASSAY_JUDGE_SERVICE_JUDGE_SERVICE_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/support/byte_buffer.h"
#include "judge/service/background.h"
#include "judge/service/calls.h"
#include "judge/store/journal.h"
#include "judge/store/problem_store.h"
#include "proto/judge/v1/judge_service.grpc.pb.h"
#include "proto/judge/v1/report.pb.h"

namespace assay::judge {

// What JudgeService::CallbackService is, but that every method takes bytes; see ParseRequest().
class JudgeServiceBase {
  using S = ::judge::v1::JudgeService;

 public:
  using Methods = S::WithRawCallbackMethod_Submit<S::WithRawCallbackMethod_SubmitBatch<
      S::WithRawCallbackMethod_GetSubmission<S::WithRawCallbackMethod_WatchSubmission<
          S::WithRawCallbackMethod_ListSubmissions<S::WithRawCallbackMethod_CancelSubmission<
              S::WithRawCallbackMethod_Rejudge<S::WithRawCallbackMethod_PutProblem<
                  S::WithRawCallbackMethod_GetProblem<S::WithRawCallbackMethod_ListProblems<
                      S::WithRawCallbackMethod_DeleteProblem<S::WithRawCallbackMethod_ListLanguages<
                          S::WithRawCallbackMethod_GetServerInfo<S::Service>>>>>>>>>>>>>;
};

// judge.v1.JudgeService; the protocol is documented there. Every handler lets the caller in by
// Calls, and returns without waiting. Thread-safe.
class JudgeServiceImpl final : public JudgeServiceBase::Methods {
 public:
  struct Parts {
    Calls& calls;
    Journal& journal;
    ProblemStore& problems;
    Background& background;
    // Languages with their versions, which are found out once.
    std::function<::judge::v1::LanguagesReport()> languages;
    std::function<::judge::v1::ServerInfo()> server_info;
    // Requests of one SubmitBatch that may be under way.
    int max_under_way = 256;
  };

  // What `parts` refers to outlives the object.
  explicit JudgeServiceImpl(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Submit(grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SubmitBatch(
      grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchSubmission(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Rejudge(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request) override;
  grpc::ServerReadReactor<grpc::ByteBuffer>* PutProblem(grpc::CallbackServerContext* context,
                                                        grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetSubmission(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListSubmissions(grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* CancelSubmission(grpc::CallbackServerContext* context,
                                             const grpc::ByteBuffer* request,
                                             grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetProblem(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListProblems(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* DeleteProblem(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListLanguages(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;

 private:
  absl::StatusOr<::judge::v1::ListSubmissionsResponse> List(
      const Caller& caller, const ::judge::v1::ListSubmissionsRequest& request) const;
  // The submissions that a RejudgeRequest chooses.
  absl::StatusOr<std::vector<std::string>> Chosen(const ::judge::v1::RejudgeRequest& request) const;

  const Parts parts_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_JUDGE_SERVICE_H_
