#include "judge/service/judge_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "judge/base/error_details.h"
#include "judge/base/timestamp.h"
#include "judge/service/batch_stream.h"
#include "judge/service/event_stream.h"
#include "judge/service/problem_upload.h"
#include "judge/service/rejudge_stream.h"
#include "judge/service/unary.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using grpc::CallbackServerContext;
using ::judge::v1::Submission;
using ::judge::v1::SubmitEvent;
using ::judge::v1::SubmitRequest;

constexpr int kDefaultPageSize = 100;
constexpr int kMostPageSize = 1000;
constexpr int kMostRejudged = 10'000;

absl::StatusOr<int> PageSize(int requested) {
  if (requested < 0 || requested > kMostPageSize) {
    return FieldError("page_size", absl::StrCat("is not 0 to ", kMostPageSize));
  }
  return requested == 0 ? kDefaultPageSize : requested;
}

}  // namespace

grpc::ServerWriteReactor<SubmitEvent>* JudgeServiceImpl::Submit(CallbackServerContext* context,
                                                                const SubmitRequest* request) {
  auto* const stream = new EventStream();
  const absl::StatusOr<Caller> caller = parts_.calls.Enter(*context, Role::kSubmit);
  if (!caller.ok()) {
    stream->Refuse(caller.status());
    return stream;
  }
  // gRPC keeps the request until the call ends, which is when the submission does, and streaming
  // methods have no MessageAllocator that could free it (gRPC 1.51). It is an object of gRPC's own
  // that nothing else reads, and const to handlers only.
  SubmitRequest taken;
  taken.Swap(const_cast<SubmitRequest*>(request));
  taken.DiscardUnknownFields();
  const bool detached = taken.detached();
  Dispatcher* const dispatcher = &parts_.calls.dispatcher();
  parts_.calls.Submit(
      *caller, taken, {},
      [stream, dispatcher, detached](const absl::StatusOr<Dispatcher::Ticket>& ticket) {
        if (!ticket.ok()) return stream->Refuse(ticket.status());
        std::function<void()> on_gone;
        // A call that repeats a request does not end what another one brought.
        if (!detached && !ticket->repeated) {
          on_gone = [dispatcher, id = ticket->log->submission_id()] {
            dispatcher->Cancel(id, [](const absl::Status&) {});
          };
        }
        stream->Follow(ticket->log, 0, std::move(on_gone));
      });
  return stream;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* JudgeServiceImpl::SubmitBatch(
    CallbackServerContext* context) {
  const absl::StatusOr<Caller> caller = parts_.calls.Enter(*context, Role::kSubmit);
  auto* const stream =
      new BatchStream(&parts_.calls, caller.value_or(Caller()), parts_.max_under_way);
  if (caller.ok()) {
    stream->Begin();
  } else {
    stream->Refuse(caller.status());
  }
  return stream;
}

grpc::ServerUnaryReactor* JudgeServiceImpl::GetSubmission(
    CallbackServerContext* context, const ::judge::v1::GetSubmissionRequest* request,
    Submission* response) {
  const absl::StatusOr<Caller> caller = parts_.calls.Enter(*context, Role::kSubmit);
  if (!caller.ok()) return Answer(context, caller.status());
  absl::StatusOr<Submission> found = parts_.calls.Get(*caller, request->id());
  if (!found.ok()) return Answer(context, found.status());
  *response = *std::move(found);
  return Answer(context, absl::OkStatus());
}

grpc::ServerWriteReactor<SubmitEvent>* JudgeServiceImpl::WatchSubmission(
    CallbackServerContext* context, const ::judge::v1::WatchSubmissionRequest* request) {
  auto* const stream = new EventStream();
  const auto log = [&]() -> absl::StatusOr<std::shared_ptr<EventLog>> {
    ASSAY_ASSIGN_OR_RETURN(const Caller caller, parts_.calls.Enter(*context, Role::kSubmit));
    if (request->attempt() < 0) return FieldError("attempt", "is negative");
    if (request->after_sequence() < 0) return FieldError("after_sequence", "is negative");
    ASSAY_RETURN_IF_ERROR(parts_.calls.Get(caller, request->id()).status());
    return parts_.calls.dispatcher().Watch(request->id());
  }();
  if (!log.ok()) {
    stream->Refuse(log.status());
    return stream;
  }
  const bool same_attempt = request->attempt() == (*log)->attempt();
  stream->Follow(*log, same_attempt ? request->after_sequence() : 0, nullptr);
  return stream;
}

absl::Status JudgeServiceImpl::List(const Caller& caller,
                                    const ::judge::v1::ListSubmissionsRequest& request,
                                    ::judge::v1::ListSubmissionsResponse* response) const {
  SubmissionFilter filter;
  ASSAY_ASSIGN_OR_RETURN(const int page_size, PageSize(request.page_size()));
  if (!::judge::v1::SubmissionState_IsValid(request.state())) {
    return FieldError("state", "is no value of judge.v1.SubmissionState");
  }
  if (!::judge::v1::Verdict_IsValid(request.verdict())) {
    return FieldError("verdict", "is no value of judge.v1.Verdict");
  }
  filter.state = request.state();
  filter.verdict = request.verdict();
  filter.language = request.language();
  filter.problem_id = request.problem_id();
  filter.client = caller.role == Role::kAdmin ? request.client() : caller.client;
  if (request.has_created_after()) filter.created_after = FromProto(request.created_after());
  if (request.has_created_before()) filter.created_before = FromProto(request.created_before());
  filter.before_id = request.page_token();
  // One more, to know whether there is a further page.
  filter.limit = page_size + 1;
  ASSAY_ASSIGN_OR_RETURN(std::vector<Submission> found, parts_.journal.List(filter));
  if (static_cast<int>(found.size()) > page_size) {
    found.resize(page_size);
    response->set_next_page_token(found.back().id());
  }
  for (Submission& submission : found) {
    *response->add_submissions() = std::move(submission);
  }
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* JudgeServiceImpl::ListSubmissions(
    CallbackServerContext* context, const ::judge::v1::ListSubmissionsRequest* request,
    ::judge::v1::ListSubmissionsResponse* response) {
  const absl::StatusOr<Caller> caller = parts_.calls.Enter(*context, Role::kSubmit);
  return Answer(context, caller.ok() ? List(*caller, *request, response) : caller.status());
}

grpc::ServerUnaryReactor* JudgeServiceImpl::CancelSubmission(
    CallbackServerContext* context, const ::judge::v1::CancelSubmissionRequest* request,
    Submission* response) {
  const absl::StatusOr<Caller> caller = parts_.calls.Enter(*context, Role::kSubmit);
  if (!caller.ok()) return Answer(context, caller.status());
  const std::string& id = request->id();
  const absl::Status visible = parts_.calls.Get(*caller, id).status();
  if (!visible.ok()) return Answer(context, visible);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  parts_.calls.dispatcher().Cancel(id, [this, reactor, response, id](absl::Status status) {
    if (status.ok()) {
      absl::StatusOr<Submission> ended = parts_.calls.dispatcher().Get(id);
      status = ended.status();
      if (ended.ok()) *response = *std::move(ended);
    }
    reactor->Finish(ToGrpcStatus(status));
  });
  return reactor;
}

absl::StatusOr<std::vector<std::string>> JudgeServiceImpl::Chosen(
    const ::judge::v1::RejudgeRequest& request) const {
  const bool by_id = !request.submission_ids().empty();
  if (by_id == !request.problem_id().empty()) {
    return FieldError("submission_ids", "or problem_id is to be set, and not both");
  }
  if (request.submission_ids_size() > kMostRejudged) {
    return FieldError("submission_ids", absl::StrCat("has ", request.submission_ids_size(),
                                                     " ids; at most ", kMostRejudged));
  }
  std::vector<std::string> ids(request.submission_ids().begin(), request.submission_ids().end());
  SubmissionFilter filter;
  filter.state = ::judge::v1::SUBMISSION_STATE_FINISHED;
  filter.problem_id = request.problem_id();
  filter.limit = kMostPageSize;
  for (bool more = !by_id; more;) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<Submission> page, parts_.journal.List(filter));
    for (const Submission& submission : page) {
      if (submission.rejudge_of().empty()) ids.push_back(submission.id());
    }
    more = static_cast<int>(page.size()) == filter.limit;
    if (more) filter.before_id = page.back().id();
  }
  return ids;
}

grpc::ServerWriteReactor<::judge::v1::RejudgeEvent>* JudgeServiceImpl::Rejudge(
    CallbackServerContext* context, const ::judge::v1::RejudgeRequest* request) {
  const absl::StatusOr<Caller> caller = parts_.calls.Enter(*context, Role::kAdmin);
  auto* const stream = new RejudgeStream(&parts_.calls, &parts_.journal, caller.value_or(Caller()));
  absl::StatusOr<std::vector<std::string>> ids = caller.ok() ? Chosen(*request) : caller.status();
  if (ids.ok()) {
    stream->Begin(*std::move(ids), request->current_package());
  } else {
    stream->Refuse(ids.status());
  }
  return stream;
}

grpc::ServerReadReactor<::judge::v1::PutProblemRequest>* JudgeServiceImpl::PutProblem(
    CallbackServerContext* context, ::judge::v1::PutProblemResponse* response) {
  auto* const upload = new ProblemUpload(&parts_.problems, &parts_.background, response);
  const absl::Status entered = parts_.calls.Enter(*context, Role::kAdmin).status();
  if (entered.ok()) {
    upload->Begin();
  } else {
    upload->Refuse(entered);
  }
  return upload;
}

grpc::ServerUnaryReactor* JudgeServiceImpl::GetProblem(
    CallbackServerContext* context, const ::judge::v1::GetProblemRequest* request,
    ::judge::v1::StoredProblemInfo* response) {
  const absl::Status entered = parts_.calls.Enter(*context, Role::kSubmit).status();
  if (!entered.ok()) return Answer(context, entered);
  absl::StatusOr<::judge::v1::StoredProblemInfo> found = parts_.problems.Get(request->id());
  if (!found.ok()) return Answer(context, found.status());
  *response = *std::move(found);
  return Answer(context, absl::OkStatus());
}

grpc::ServerUnaryReactor* JudgeServiceImpl::ListProblems(
    CallbackServerContext* context, const ::judge::v1::ListProblemsRequest* request,
    ::judge::v1::ListProblemsResponse* response) {
  const absl::Status status = [&]() -> absl::Status {
    ASSAY_RETURN_IF_ERROR(parts_.calls.Enter(*context, Role::kSubmit).status());
    ASSAY_ASSIGN_OR_RETURN(const int page_size, PageSize(request->page_size()));
    ASSAY_ASSIGN_OR_RETURN(std::vector<::judge::v1::StoredProblemInfo> found,
                           parts_.problems.List(request->page_token(), page_size + 1));
    if (static_cast<int>(found.size()) > page_size) {
      found.resize(page_size);
      response->set_next_page_token(found.back().id());
    }
    for (auto& problem : found) *response->add_problems() = std::move(problem);
    return absl::OkStatus();
  }();
  return Answer(context, status);
}

grpc::ServerUnaryReactor* JudgeServiceImpl::DeleteProblem(
    CallbackServerContext* context, const ::judge::v1::DeleteProblemRequest* request,
    ::judge::v1::DeleteProblemResponse* /*response*/) {
  const absl::Status entered = parts_.calls.Enter(*context, Role::kAdmin).status();
  return Answer(context, entered.ok() ? parts_.problems.Delete(request->id()) : entered);
}

grpc::ServerUnaryReactor* JudgeServiceImpl::ListLanguages(
    CallbackServerContext* context, const ::judge::v1::ListLanguagesRequest* /*request*/,
    ::judge::v1::LanguagesReport* response) {
  const absl::Status entered = parts_.calls.Enter(*context, Role::kSubmit).status();
  if (entered.ok()) *response = parts_.languages();
  return Answer(context, entered);
}

grpc::ServerUnaryReactor* JudgeServiceImpl::GetServerInfo(
    CallbackServerContext* context, const ::judge::v1::GetServerInfoRequest* /*request*/,
    ::judge::v1::ServerInfo* response) {
  const absl::Status entered = parts_.calls.Enter(*context, Role::kSubmit).status();
  if (entered.ok()) *response = parts_.server_info();
  return Answer(context, entered);
}

}  // namespace assay::judge
