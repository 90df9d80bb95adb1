#include "judge/service/run_stream_call.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "judge/base/error_details.h"
#include "judge/evaluate/run_to_end.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/bare_request.h"
#include "judge/service/request_bytes.h"
#include "judge/service/submission_errors.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

using ::sandbox::v1::InputFile;
using ::sandbox::v1::RunRequest;
using ::sandbox::v1::RunStreamRequest;
using ::sandbox::v1::RunStreamResponse;

// Output that waits for the client is in memory. Beyond so much no more is read of the program;
// what is in its two pipes when it ends comes on top.
constexpr size_t kMostUntakenBytes = size_t{1} << 20;
// Of one message. The least max_message_bytes is 64 KiB.
constexpr size_t kPieceBytes = size_t{32} << 10;

size_t OutputBytes(const RunStreamResponse& response) {
  return response.standard_output().size() + response.standard_error().size();
}

}  // namespace

struct RunStreamCall::Shared {
  explicit Shared(const BareRunParts& run_parts) : parts(run_parts), cancellation(&parts.abandon) {}

  const BareRunParts parts;
  // Without its files once they are written.
  RunRequest request;
  // Bytes of files in the result.
  int64_t room_bytes = 0;
  Caller caller;
  std::optional<Calls::Admission> admission;
  std::optional<Places::Place> place;
  Cancellation cancellation;

  absl::Mutex mutex;
  // The next piece of input, until the program has it.
  std::optional<std::string> input ABSL_GUARDED_BY(mutex);
  bool no_more_input ABSL_GUARDED_BY(mutex) = false;

  // Whether Feed() has something to do.
  bool HasNews() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    return input.has_value() || no_more_input;
  }
  void EndInput() {
    const absl::MutexLock lock(&mutex);
    no_more_input = true;
  }
  // Writes the input into a pipe, and calls `next` for more, until there is none or nobody reads.
  void Feed(UniqueFd pipe, const std::function<void()>& next) {
    while (true) {
      std::string piece;
      {
        const absl::MutexLock lock(&mutex);
        mutex.Await(absl::Condition(this, &Shared::HasNews));
        if (!input.has_value()) return;
        piece = *std::move(input);
        input.reset();
      }
      if (!WriteDescriptor(pipe.get(), piece, "standard input").ok()) pipe.Reset();
      next();
    }
  }
};

RunStreamCall::RunStreamCall(const BareRunParts& parts, Places* places)
    : parts_(parts), places_(places), shared_(std::make_shared<Shared>(parts)) {}

OpenCalls::End RunStreamCall::Ender() const {
  return [handle = handle(), shared = shared_](const absl::Status& status) {
    Enter<RunStreamCall>(handle,
                         [&](RunStreamCall& call) { call.FinishNow(ToGrpcStatus(status)); });
    shared->cancellation.Cancel();
    shared->EndInput();
  };
}

void RunStreamCall::Begin(grpc::CallbackServerContext* context) {
  const absl::StatusOr<Caller> caller =
      parts_.calls.Enter(context, Role::kSubmit, Ender(), entry());
  const absl::MutexLock lock(&handle()->mutex);
  if (finished()) return;
  if (!caller.ok()) return FinishNow(ToGrpcStatus(caller.status()));
  shared_->caller = *caller;
  StartRead(&bytes_);
}

void RunStreamCall::OnReadDone(bool ok) {
  if (!ok && started_) return shared_->EndInput();
  request_.Clear();
  const absl::Status status = [&]() -> absl::Status {
    // The client sends nothing at all.
    if (!ok) return FieldError("start", "is missing: it comes first");
    ASSAY_RETURN_IF_ERROR(ParseRequest(&bytes_, &request_));
    switch (request_.kind_case()) {
      case RunStreamRequest::kStart:
        return Queue();
      case RunStreamRequest::kStandardInput: {
        if (!started_) break;
        const absl::MutexLock lock(&shared_->mutex);
        shared_->input = std::move(*request_.mutable_standard_input());
        return absl::OkStatus();
      }
      case RunStreamRequest::kEndOfInput:
        if (!started_) break;
        shared_->EndInput();
        return absl::OkStatus();
      case RunStreamRequest::KIND_NOT_SET:
        return FieldError("kind", "is missing");
    }
    return FieldError("start", "is missing: it comes first");
  }();
  if (status.ok()) return;
  const std::shared_ptr<Shared> shared = shared_;
  {
    // Before the run's end is heard of. This object may be gone afterwards.
    const std::shared_ptr<Handle> held = handle();
    const absl::MutexLock lock(&held->mutex);
    FinishNow(ToGrpcStatus(status));
  }
  shared->cancellation.Cancel();
  shared->EndInput();
}

absl::Status RunStreamCall::Queue() {
  if (started_) return FieldError("start", "came twice");
  started_ = true;
  RunRequest& request = *request_.mutable_start();
  if (!request.standard_input().empty()) {
    return FieldError("start.standard_input", "is not for RunStream: it comes in pieces");
  }
  ASSAY_RETURN_IF_ERROR(CheckRunRequest(request));
  ASSAY_RETURN_IF_ERROR(parts_.permissions.Check(request, shared_->caller.role));
  ASSAY_RETURN_IF_ERROR(parts_.limits.Check(request));
  ASSAY_ASSIGN_OR_RETURN(shared_->room_bytes, AnswerRoom(request, parts_.max_message_bytes));
  ASSAY_ASSIGN_OR_RETURN(Calls::Admission admission, parts_.calls.Admit(shared_->caller));
  shared_->admission.emplace(std::move(admission));
  ASSAY_ASSIGN_OR_RETURN(Places::Place place, places_->Take());
  shared_->place.emplace(std::move(place));
  shared_->request = std::move(request);
  parts_.queue.Add(
      {.priority = WorkPriority::kInteractive,
       .client = shared_->caller.client,
       .order = shared_->place->order(),
       .run = [handle = handle(), shared = shared_](int cpu) { RunOn(handle, shared, cpu); },
       .dropped =
           [handle = handle()] {
             Enter<RunStreamCall>(
                 handle, [](RunStreamCall& call) { call.FinishLater(ToGrpcStatus(Stopping())); });
           }});
  return absl::OkStatus();
}

void RunStreamCall::RunOn(const std::shared_ptr<Handle>& handle,
                          const std::shared_ptr<Shared>& shared, int cpu) {
  const auto push = [&handle](absl::string_view data, auto set) {
    Enter<RunStreamCall>(handle, [&](RunStreamCall& call) {
      for (; !data.empty(); data.remove_prefix(std::min(data.size(), kPieceBytes))) {
        RunStreamResponse response;
        set(response, data.substr(0, kPieceBytes));
        call.PushOutput(response);
      }
    });
  };
  const auto read_next = [&handle] {
    Enter<RunStreamCall>(handle, [](RunStreamCall& call) {
      if (!call.finished()) call.StartRead(&call.bytes_);
    });
  };
  const absl::Status status = [&]() -> absl::Status {
    const BareRunParts& parts = shared->parts;
    const std::shared_ptr<PolicySet> policies = parts.calls.dispatcher().policies();
    ASSAY_ASSIGN_OR_RETURN(BareRun run,
                           PrepareRun(shared->request, *policies, parts.state, parts.sandbox));
    // Not clear_files(), which keeps what it clears for later use.
    google::protobuf::RepeatedPtrField<InputFile>().Swap(shared->request.mutable_files());
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "make a pipe");
    run.spec.stdin_fd = UniqueFd(ends[0]);
    UniqueFd input(ends[1]);
    run.spec.cpu = cpu;
    run.spec.stdout_target = [&push](absl::string_view data) {
      push(data, [](RunStreamResponse& response, absl::string_view piece) {
        response.set_standard_output(piece.data(), piece.size());
      });
    };
    run.spec.stderr_target = [&push](absl::string_view data) {
      push(data, [](RunStreamResponse& response, absl::string_view piece) {
        response.set_standard_error(piece.data(), piece.size());
      });
    };
    run.spec.hold_output = [&handle] {
      bool full = false;
      Enter<RunStreamCall>(handle, [&full](const RunStreamCall& call) {
        full = !call.finished() && call.untaken_bytes_ >= kMostUntakenBytes;
      });
      return full;
    };
    run.spec.on_cpu_time = [&](absl::Duration used) { parts.calls.Charge(shared->caller, used); };
    const sandbox::Limits limits = run.spec.limits;
    // One for each slot at most. It ends when the program, or the client, is gone.
    ASSAY_ASSIGN_OR_RETURN(
        std::thread feeder,
        StartThread([shared, &read_next, pipe = std::make_shared<UniqueFd>(std::move(input))] {
          shared->Feed(std::move(*pipe), read_next);
        }));
    read_next();
    absl::StatusOr<sandbox::RunResult> result =
        RunToEnd(parts.sandbox, std::move(run.spec), shared->cancellation);
    shared->EndInput();
    feeder.join();
    if (!result.ok()) return parts.abandon.cancelled() ? Stopping() : RunFailure(result.status());
    RunStreamResponse response;
    *response.mutable_result() = MakeResponse(shared->request, *result, limits, shared->room_bytes);
    Enter<RunStreamCall>(handle,
                         [&](RunStreamCall& call) { call.Push({.bytes = ToBytes(response)}); });
    return absl::OkStatus();
  }();
  if (IsHostFailure(status)) shared->parts.metrics.CountInfrastructureError(status);
  Enter<RunStreamCall>(handle,
                       [&](RunStreamCall& call) { call.FinishLater(ToGrpcStatus(status)); });
}

void RunStreamCall::PushOutput(const RunStreamResponse& response) {
  const size_t output_bytes = OutputBytes(response);
  untaken_bytes_ += output_bytes;
  Push({.bytes = ToBytes(response), .output_bytes = output_bytes});
}

void RunStreamCall::Written(const RunPiece& piece) { untaken_bytes_ -= piece.output_bytes; }

void RunStreamCall::OnCancel() {
  shared_->cancellation.Cancel();
  shared_->EndInput();
  const absl::MutexLock lock(&handle()->mutex);
  FinishNow(grpc::Status::CANCELLED);
}

void RunStreamCall::Over() {
  shared_->cancellation.Cancel();
  shared_->EndInput();
  // What still waits would keep its request until a slot is free.
  if (!shared_->place.has_value()) return;
  parts_.queue.Remove(WorkPriority::kInteractive, shared_->caller.client, shared_->place->order());
}

}  // namespace assay::judge
