#include "judge/service/run_call.h"

#include <algorithm>
#include <utility>

#include "judge/evaluate/capture.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/bare_request.h"
#include "judge/service/request_bytes.h"
#include "judge/service/submission_errors.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using ::sandbox::v1::RunResponse;

constexpr int64_t kReturnedBytes = int64_t{1} << 20;

}  // namespace

RunCall::RunCall(const BareRunParts& parts, Places* places, grpc::ByteBuffer* response)
    : parts_(parts),
      places_(places),
      response_(response),
      cancellation_(&parts_.abandon),
      handle_(std::make_shared<Handle>()) {
  const absl::MutexLock lock(&handle_->mutex);
  handle_->call = this;
}

OpenCalls::End RunCall::Ender() const {
  return [handle = handle_](const absl::Status& status) {
    const absl::MutexLock lock(&handle->mutex);
    if (handle->call != nullptr) handle->call->Stop(status);
  };
}

void RunCall::Begin(grpc::CallbackServerContext* context, grpc::ByteBuffer* request) {
  const absl::Status status = [&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(caller_, parts_.calls.Enter(context, Role::kSubmit, Ender(), &entry_));
    ASSAY_RETURN_IF_ERROR(ParseRequest(request, &request_));
    ASSAY_RETURN_IF_ERROR(CheckRunRequest(request_));
    ASSAY_RETURN_IF_ERROR(parts_.permissions.Check(request_, caller_.role));
    ASSAY_RETURN_IF_ERROR(parts_.limits.Check(request_));
    ASSAY_ASSIGN_OR_RETURN(room_bytes_, AnswerRoom(request_, parts_.max_message_bytes));
    ASSAY_ASSIGN_OR_RETURN(Calls::Admission admission, parts_.calls.Admit(caller_));
    admission_.emplace(std::move(admission));
    ASSAY_ASSIGN_OR_RETURN(Places::Place place, places_->Take());
    place_.emplace(std::move(place));
    return absl::OkStatus();
  }();
  if (!status.ok()) return End(status);
  // The run may end the call, and with it this object, at any time from here on.
  const std::shared_ptr<Handle> handle = handle_;
  parts_.queue.Add({.priority = WorkPriority::kInteractive,
                    .client = caller_.client,
                    .order = place_->order(),
                    .run =
                        [this](int cpu) {
                          const absl::Status ended = RunOn(cpu);
                          if (IsHostFailure(ended)) parts_.metrics.CountInfrastructureError(ended);
                          End(ended);
                        },
                    .dropped = [this] { End(Stopping()); }});
  const absl::MutexLock lock(&handle->mutex);
  if (handle->call == nullptr) return;
  queued_ = true;
  if (!stopped_.ok()) Dequeue();
}

void RunCall::OnCancel() {
  const absl::MutexLock lock(&handle_->mutex);
  Stop(absl::CancelledError("the client has gone"));
}

void RunCall::Stop(const absl::Status& status) {
  if (stopped_.ok()) stopped_ = status;
  cancellation_.Cancel();
  if (queued_) Dequeue();
}

void RunCall::Dequeue() {
  // gRPC keeps the request until the call is finished: not until a slot is free.
  const int64_t removed =
      parts_.queue.Remove(WorkPriority::kInteractive, caller_.client, place_->order());
  if (removed > 0) Finish(ToGrpcStatus(stopped_));
}

void RunCall::End(const absl::Status& status) {
  const std::shared_ptr<Handle> handle = handle_;
  const absl::MutexLock lock(&handle->mutex);
  Finish(ToGrpcStatus(stopped_.ok() ? status : stopped_));
}

void RunCall::OnDone() {
  {
    const absl::MutexLock lock(&handle_->mutex);
    handle_->call = nullptr;
  }
  delete this;
}

absl::Status RunCall::RunOn(int cpu) {
  const std::shared_ptr<PolicySet> policies = parts_.calls.dispatcher().policies();
  ASSAY_ASSIGN_OR_RETURN(BareRun run,
                         PrepareRun(request_, *policies, parts_.state, parts_.sandbox));
  // At least a third of the room is for the files.
  const auto most = static_cast<size_t>(std::min(kReturnedBytes, room_bytes_ / 3));
  Capture output(most);
  Capture error_output(most);
  run.spec.cpu = cpu;
  run.spec.stdout_target = [&output](absl::string_view data) { output.Append(data); };
  run.spec.stderr_target = [&error_output](absl::string_view data) { error_output.Append(data); };
  run.spec.on_cpu_time = [this](absl::Duration used) { parts_.calls.Charge(caller_, used); };
  const sandbox::Limits limits = run.spec.limits;
  const absl::StatusOr<sandbox::RunResult> ended =
      RunToEnd(parts_.sandbox, std::move(run.spec), cancellation_);
  if (!ended.ok()) return parts_.abandon.cancelled() ? Stopping() : RunFailure(ended.status());
  const auto output_bytes = static_cast<int64_t>(output.data().size() + error_output.data().size());
  RunResponse response = MakeResponse(request_, *ended, limits, room_bytes_ - output_bytes);
  response.set_standard_output(output.data());
  response.set_standard_output_truncated(output.truncated());
  response.set_standard_error(error_output.data());
  response.set_standard_error_truncated(error_output.truncated());
  *response_ = ToBytes(response);
  return absl::OkStatus();
}

}  // namespace assay::judge
