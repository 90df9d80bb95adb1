#ifndef ASSAY_JUDGE_SERVICE_JUDGE_SERVICE_H_
#define ASSAY_JUDGE_SERVICE_JUDGE_SERVICE_H_

#include <functional>

#include "absl/status/status.h"
#include "judge/service/background.h"
#include "judge/service/calls.h"
#include "judge/store/journal.h"
#include "judge/store/problem_store.h"
#include "proto/judge/v1/judge_service.grpc.pb.h"
#include "proto/judge/v1/report.pb.h"

namespace assay::judge {

// What JudgeService::CallbackService is, but that SubmitBatch takes bytes; see BatchStream.
class JudgeServiceBase {
  using S = ::judge::v1::JudgeService;

 public:
  using Methods = S::WithCallbackMethod_Submit<S::WithCallbackMethod_GetSubmission<
      S::WithCallbackMethod_WatchSubmission<S::WithCallbackMethod_ListSubmissions<
          S::WithCallbackMethod_CancelSubmission<S::WithCallbackMethod_Rejudge<
              S::WithCallbackMethod_PutProblem<S::WithCallbackMethod_GetProblem<
                  S::WithCallbackMethod_ListProblems<S::WithCallbackMethod_DeleteProblem<
                      S::WithCallbackMethod_ListLanguages<S::WithCallbackMethod_GetServerInfo<
                          S::WithRawCallbackMethod_SubmitBatch<S::Service>>>>>>>>>>>>>;
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

  grpc::ServerWriteReactor<::judge::v1::SubmitEvent>* Submit(
      grpc::CallbackServerContext* context, const ::judge::v1::SubmitRequest* request) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* SubmitBatch(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetSubmission(grpc::CallbackServerContext* context,
                                          const ::judge::v1::GetSubmissionRequest* request,
                                          ::judge::v1::Submission* response) override;
  grpc::ServerWriteReactor<::judge::v1::SubmitEvent>* WatchSubmission(
      grpc::CallbackServerContext* context,
      const ::judge::v1::WatchSubmissionRequest* request) override;
  grpc::ServerUnaryReactor* ListSubmissions(
      grpc::CallbackServerContext* context, const ::judge::v1::ListSubmissionsRequest* request,
      ::judge::v1::ListSubmissionsResponse* response) override;
  grpc::ServerUnaryReactor* CancelSubmission(grpc::CallbackServerContext* context,
                                             const ::judge::v1::CancelSubmissionRequest* request,
                                             ::judge::v1::Submission* response) override;
  grpc::ServerWriteReactor<::judge::v1::RejudgeEvent>* Rejudge(
      grpc::CallbackServerContext* context, const ::judge::v1::RejudgeRequest* request) override;
  grpc::ServerReadReactor<::judge::v1::PutProblemRequest>* PutProblem(
      grpc::CallbackServerContext* context, ::judge::v1::PutProblemResponse* response) override;
  grpc::ServerUnaryReactor* GetProblem(grpc::CallbackServerContext* context,
                                       const ::judge::v1::GetProblemRequest* request,
                                       ::judge::v1::StoredProblemInfo* response) override;
  grpc::ServerUnaryReactor* ListProblems(grpc::CallbackServerContext* context,
                                         const ::judge::v1::ListProblemsRequest* request,
                                         ::judge::v1::ListProblemsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteProblem(grpc::CallbackServerContext* context,
                                          const ::judge::v1::DeleteProblemRequest* request,
                                          ::judge::v1::DeleteProblemResponse* response) override;
  grpc::ServerUnaryReactor* ListLanguages(grpc::CallbackServerContext* context,
                                          const ::judge::v1::ListLanguagesRequest* request,
                                          ::judge::v1::LanguagesReport* response) override;
  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const ::judge::v1::GetServerInfoRequest* request,
                                          ::judge::v1::ServerInfo* response) override;

 private:
  absl::Status List(const Caller& caller, const ::judge::v1::ListSubmissionsRequest& request,
                    ::judge::v1::ListSubmissionsResponse* response) const;
  // The submissions that a RejudgeRequest chooses.
  absl::StatusOr<std::vector<std::string>> Chosen(const ::judge::v1::RejudgeRequest& request) const;

  const Parts parts_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_JUDGE_SERVICE_H_
