#include "judge/service/judge_service.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "judge/base/error_details.h"
#include "judge/base/timestamp.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/batch_stream.h"
#include "judge/service/event_stream.h"
#include "judge/service/problem_upload.h"
#include "judge/service/rejudge_stream.h"
#include "judge/service/request_bytes.h"
#include "judge/service/submission_errors.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using SubmissionInfo = ::judge::v1::Submission;
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

// Parses what gRPC has of a request, and empties that. gRPC would keep it until the call ends. It
// is an object of its own that nothing else reads, and const to handlers only.
absl::Status Take(const ByteBuffer* bytes, google::protobuf::Message* request) {
  return ParseRequest(const_cast<ByteBuffer*>(bytes), request);
}

// Answers a unary call: lets the caller in, and only then reads the request, which goes to `handle`
// with the caller. Its answer is a StatusOr of a message.
template <typename Request, typename Handle>
grpc::ServerUnaryReactor* Answer(const Calls& calls, Role role, CallbackServerContext* context,
                                 const ByteBuffer* bytes, ByteBuffer* response, Handle handle) {
  const absl::Status status = [&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const Caller caller, calls.Enter(*context, role));
    Request request;
    ASSAY_RETURN_IF_ERROR(Take(bytes, &request));
    const auto answer = handle(caller, request);
    if (!answer.ok()) return answer.status();
    *response = ToBytes(*answer);
    return absl::OkStatus();
  }();
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

// A time that a filter has; absent without one.
absl::StatusOr<std::optional<absl::Time>> FilterTime(bool present,
                                                     const google::protobuf::Timestamp& time,
                                                     absl::string_view field) {
  // The end of the year 9999, up to which the type is defined.
  constexpr int64_t kMostSeconds = 253'402'300'799;
  if (!present) return std::nullopt;
  if (time.seconds() < 0 || time.seconds() > kMostSeconds || time.nanos() < 0 ||
      time.nanos() >= 1'000'000'000) {
    return FieldError(field, "is no time of the years 1970 to 9999");
  }
  return FromProto(time);
}

}  // namespace

grpc::ServerWriteReactor<ByteBuffer>* JudgeServiceImpl::Submit(CallbackServerContext* context,
                                                               const ByteBuffer* bytes) {
  auto* const stream = new EventStream();
  SubmitRequest request;
  const absl::StatusOr<Caller> caller =
      parts_.calls.Enter(context, Role::kSubmit, stream->Ender(), stream->entry());
  const absl::Status status = caller.ok() ? Take(bytes, &request) : caller.status();
  if (!status.ok()) {
    stream->Refuse(status);
    return stream;
  }
  Dispatcher* const dispatcher = &parts_.calls.dispatcher();
  parts_.calls.Submit(
      *caller, request, {}, [stream, dispatcher](const absl::StatusOr<Dispatcher::Ticket>& ticket) {
        if (!ticket.ok()) return stream->Refuse(ticket.status());
        std::function<void()> on_gone;
        if (ticket->attached) {
          on_gone = [dispatcher, id = ticket->log->submission_id()] { dispatcher->Detach(id); };
        }
        stream->Follow(ticket->log, 0, std::move(on_gone));
      });
  return stream;
}

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* JudgeServiceImpl::SubmitBatch(
    CallbackServerContext* context) {
  auto* const stream = new BatchStream(&parts_.calls, parts_.max_under_way);
  const absl::Status entered =
      parts_.calls.Enter(context, Role::kSubmit, stream->Ender(), stream->entry()).status();
  if (entered.ok()) {
    stream->Begin();
  } else {
    stream->Refuse(entered);
  }
  return stream;
}

grpc::ServerUnaryReactor* JudgeServiceImpl::GetSubmission(CallbackServerContext* context,
                                                          const ByteBuffer* request,
                                                          ByteBuffer* response) {
  return Answer<::judge::v1::GetSubmissionRequest>(
      parts_.calls, Role::kSubmit, context, request, response,
      [this](const Caller& caller, const auto& wanted) {
        return parts_.calls.Get(caller, wanted.id());
      });
}

grpc::ServerWriteReactor<ByteBuffer>* JudgeServiceImpl::WatchSubmission(
    CallbackServerContext* context, const ByteBuffer* bytes) {
  auto* const stream = new EventStream();
  size_t index = 0;
  const auto log = [&]() -> absl::StatusOr<std::shared_ptr<EventLog>> {
    ASSAY_ASSIGN_OR_RETURN(
        const Caller caller,
        parts_.calls.Enter(context, Role::kSubmit, stream->Ender(), stream->entry()));
    ::judge::v1::WatchSubmissionRequest request;
    ASSAY_RETURN_IF_ERROR(Take(bytes, &request));
    if (request.attempt() < 0) return FieldError("attempt", "is negative");
    if (request.after_sequence() < 0) return FieldError("after_sequence", "is negative");
    ASSAY_RETURN_IF_ERROR(parts_.calls.Get(caller, request.id()).status());
    ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<EventLog> found,
                           parts_.calls.dispatcher().Watch(request.id()));
    if (request.attempt() != found->attempt()) return found;
    index = request.after_sequence();
    if (index > found->size()) {
      return WithReason(
          absl::OutOfRangeError(absl::StrCat("after_sequence is ", index, ", and there are ",
                                             found->size(), " events")),
          "NO_SUCH_EVENT");
    }
    return found;
  }();
  if (log.ok()) {
    stream->Follow(*log, index, nullptr);
  } else {
    stream->Refuse(log.status());
  }
  return stream;
}

absl::StatusOr<::judge::v1::ListSubmissionsResponse> JudgeServiceImpl::List(
    const Caller& caller, const ::judge::v1::ListSubmissionsRequest& request) const {
  SubmissionFilter filter;
  ASSAY_ASSIGN_OR_RETURN(filter.limit, PageSize(request.page_size()));
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
  ASSAY_ASSIGN_OR_RETURN(
      filter.created_after,
      FilterTime(request.has_created_after(), request.created_after(), "created_after"));
  ASSAY_ASSIGN_OR_RETURN(
      filter.created_before,
      FilterTime(request.has_created_before(), request.created_before(), "created_before"));
  filter.before_id = request.page_token();
  ASSAY_ASSIGN_OR_RETURN(SubmissionPage page, parts_.journal.List(filter));
  ::judge::v1::ListSubmissionsResponse response;
  response.set_next_page_token(page.next_before_id);
  for (SubmissionInfo& submission : page.submissions) {
    *response.add_submissions() = std::move(submission);
  }
  return response;
}

grpc::ServerUnaryReactor* JudgeServiceImpl::ListSubmissions(CallbackServerContext* context,
                                                            const ByteBuffer* request,
                                                            ByteBuffer* response) {
  return Answer<::judge::v1::ListSubmissionsRequest>(
      parts_.calls, Role::kSubmit, context, request, response,
      [this](const Caller& caller, const auto& wanted) { return List(caller, wanted); });
}

grpc::ServerUnaryReactor* JudgeServiceImpl::CancelSubmission(CallbackServerContext* context,
                                                             const ByteBuffer* bytes,
                                                             ByteBuffer* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  ::judge::v1::CancelSubmissionRequest request;
  const absl::Status status = [&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const Caller caller, parts_.calls.Enter(*context, Role::kSubmit));
    ASSAY_RETURN_IF_ERROR(Take(bytes, &request));
    return parts_.calls.Get(caller, request.id()).status();
  }();
  if (!status.ok()) {
    reactor->Finish(ToGrpcStatus(status));
    return reactor;
  }
  parts_.calls.dispatcher().Cancel(
      request.id(), [this, reactor, response, id = request.id()](absl::Status cancelled) {
        if (cancelled.ok()) {
          const absl::StatusOr<SubmissionInfo> ended = parts_.calls.dispatcher().Get(id);
          cancelled = ended.status();
          if (ended.ok()) *response = ToBytes(*ended);
        }
        reactor->Finish(ToGrpcStatus(cancelled));
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
  if (by_id) return ids;
  SubmissionFilter filter;
  filter.state = ::judge::v1::SUBMISSION_STATE_FINISHED;
  filter.problem_id = request.problem_id();
  filter.limit = kMostPageSize;
  do {
    ASSAY_ASSIGN_OR_RETURN(const SubmissionPage page, parts_.journal.List(filter));
    for (const SubmissionInfo& submission : page.submissions) {
      if (submission.rejudge_of().empty()) ids.push_back(submission.id());
    }
    filter.before_id = page.next_before_id;
  } while (!filter.before_id.empty());
  return ids;
}

grpc::ServerWriteReactor<ByteBuffer>* JudgeServiceImpl::Rejudge(CallbackServerContext* context,
                                                                const ByteBuffer* bytes) {
  auto* const stream = new RejudgeStream(&parts_.calls, &parts_.journal);
  ::judge::v1::RejudgeRequest request;
  absl::StatusOr<std::vector<std::string>> ids = [&]() -> absl::StatusOr<std::vector<std::string>> {
    ASSAY_RETURN_IF_ERROR(
        parts_.calls.Enter(context, Role::kAdmin, stream->Ender(), stream->entry()).status());
    ASSAY_RETURN_IF_ERROR(Take(bytes, &request));
    return Chosen(request);
  }();
  if (ids.ok()) {
    stream->Begin(*std::move(ids), request.current_package());
  } else {
    stream->Refuse(ids.status());
  }
  return stream;
}

grpc::ServerReadReactor<ByteBuffer>* JudgeServiceImpl::PutProblem(CallbackServerContext* context,
                                                                  ByteBuffer* response) {
  Dispatcher* const dispatcher = &parts_.calls.dispatcher();
  auto* const upload = new ProblemUpload(
      &parts_.problems, &parts_.background, response,
      [dispatcher] { return dispatcher->draining() ? Stopping() : absl::OkStatus(); });
  const absl::Status entered =
      parts_.calls.Enter(context, Role::kAdmin, upload->Ender(), upload->entry()).status();
  if (entered.ok()) {
    upload->Begin();
  } else {
    upload->Refuse(entered);
  }
  return upload;
}

grpc::ServerUnaryReactor* JudgeServiceImpl::GetProblem(CallbackServerContext* context,
                                                       const ByteBuffer* request,
                                                       ByteBuffer* response) {
  return Answer<::judge::v1::GetProblemRequest>(
      parts_.calls, Role::kSubmit, context, request, response,
      [this](const Caller& /*caller*/, const auto& wanted) {
        return parts_.problems.Get(wanted.id());
      });
}

grpc::ServerUnaryReactor* JudgeServiceImpl::ListProblems(CallbackServerContext* context,
                                                         const ByteBuffer* request,
                                                         ByteBuffer* response) {
  const auto list = [this](const Caller& /*caller*/, const ::judge::v1::ListProblemsRequest& wanted)
      -> absl::StatusOr<::judge::v1::ListProblemsResponse> {
    ASSAY_ASSIGN_OR_RETURN(const int page_size, PageSize(wanted.page_size()));
    ASSAY_ASSIGN_OR_RETURN(std::vector<::judge::v1::StoredProblemInfo> found,
                           parts_.problems.List(wanted.page_token(), page_size + 1));
    ::judge::v1::ListProblemsResponse page;
    if (static_cast<int>(found.size()) > page_size) {
      found.resize(page_size);
      page.set_next_page_token(found.back().id());
    }
    for (auto& problem : found) *page.add_problems() = std::move(problem);
    return page;
  };
  return Answer<::judge::v1::ListProblemsRequest>(parts_.calls, Role::kSubmit, context, request,
                                                  response, list);
}

grpc::ServerUnaryReactor* JudgeServiceImpl::DeleteProblem(CallbackServerContext* context,
                                                          const ByteBuffer* request,
                                                          ByteBuffer* response) {
  const auto remove = [this](const Caller& /*caller*/,
                             const ::judge::v1::DeleteProblemRequest& wanted)
      -> absl::StatusOr<::judge::v1::DeleteProblemResponse> {
    ASSAY_RETURN_IF_ERROR(parts_.problems.Delete(wanted.id()));
    return ::judge::v1::DeleteProblemResponse();
  };
  return Answer<::judge::v1::DeleteProblemRequest>(parts_.calls, Role::kAdmin, context, request,
                                                   response, remove);
}

grpc::ServerUnaryReactor* JudgeServiceImpl::ListLanguages(CallbackServerContext* context,
                                                          const ByteBuffer* request,
                                                          ByteBuffer* response) {
  return Answer<::judge::v1::ListLanguagesRequest>(
      parts_.calls, Role::kSubmit, context, request, response,
      [this](const Caller& /*caller*/, const auto& /*wanted*/) {
        return absl::StatusOr<::judge::v1::LanguagesReport>(parts_.languages());
      });
}

grpc::ServerUnaryReactor* JudgeServiceImpl::GetServerInfo(CallbackServerContext* context,
                                                          const ByteBuffer* request,
                                                          ByteBuffer* response) {
  return Answer<::judge::v1::GetServerInfoRequest>(
      parts_.calls, Role::kSubmit, context, request, response,
      [this](const Caller& /*caller*/, const auto& /*wanted*/) {
        return absl::StatusOr<::judge::v1::ServerInfo>(parts_.server_info());
      });
}

}  // namespace assay::judge
