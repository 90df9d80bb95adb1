#include "judge/service/problem_upload.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "judge/base/error_details.h"
#include "judge/rpc/grpc_status.h"
#include "judge/service/request_bytes.h"
#include "sandbox/base/status.h"

namespace assay::judge {

ProblemUpload::ProblemUpload(ProblemStore* store, Background* background,
                             grpc::ByteBuffer* response, Closed closed, absl::Duration max_idle)
    : store_(store),
      background_(background),
      response_(response),
      closed_(std::move(closed)),
      max_idle_(max_idle),
      handle_(std::make_shared<Handle>()) {
  const absl::MutexLock lock(&handle_->mutex);
  handle_->upload = this;
}

OpenCalls::End ProblemUpload::Ender() const {
  return [handle = handle_](const absl::Status& status) {
    const absl::MutexLock lock(&handle->mutex);
    // What is being stored is told in a moment.
    if (handle->upload != nullptr && !handle->upload->storing_) handle->upload->EndLocked(status);
  };
}

void ProblemUpload::Begin() {
  if (const absl::Status closed = closed_(); !closed.ok()) return End(closed);
  const absl::MutexLock lock(&handle_->mutex);
  ReadNext();
  SetAlarm();
}

void ProblemUpload::OnDone() {
  {
    const absl::MutexLock lock(&handle_->mutex);
    handle_->upload = nullptr;
  }
  delete this;
}

void ProblemUpload::ReadNext() {
  // A read after the end would never be done.
  if (ended_) return;
  reading_ = true;
  read_since_ = absl::Now();
  StartRead(&bytes_);
}

void ProblemUpload::SetAlarm() {
  // One that rings is not to be set again: its function runs.
  alarm_ = grpc::Alarm();
  alarm_.Set(absl::ToChronoTime(absl::Now() + max_idle_), [handle = handle_](bool rings) {
    if (!rings) return;
    const absl::MutexLock lock(&handle->mutex);
    if (handle->upload != nullptr) handle->upload->Ring();
  });
}

void ProblemUpload::Ring() {
  if (ended_) return;
  // What the disk takes long for is not the client's fault.
  if (!reading_ || absl::Now() - read_since_ < max_idle_) return SetAlarm();
  EndLocked(WithReason(absl::DeadlineExceededError(absl::StrCat("no piece of the archive came for ",
                                                                absl::FormatDuration(max_idle_))),
                       "UPLOAD_IDLE"));
}

void ProblemUpload::End(const absl::Status& status) {
  const absl::MutexLock lock(&handle_->mutex);
  EndLocked(status);
}

void ProblemUpload::EndLocked(const absl::Status& status) {
  if (std::exchange(ended_, true)) return;
  alarm_.Cancel();
  Finish(ToGrpcStatus(status));
}

void ProblemUpload::OnReadDone(bool ok) {
  {
    const absl::MutexLock lock(&handle_->mutex);
    reading_ = false;
  }
  if (!ok) {
    return End(FieldError("end_of_archive", "is missing: the archive may have been cut off"));
  }
  request_.Clear();
  if (const absl::Status parsed = ParseRequest(&bytes_, &request_); !parsed.ok()) {
    return End(parsed);
  }
  if (request_.has_end_of_archive()) return Store();
  if (const absl::Status status = Take(); !status.ok()) return End(status);
  const absl::MutexLock lock(&handle_->mutex);
  ReadNext();
}

absl::Status ProblemUpload::Take() {
  if (request_.has_header()) {
    if (upload_ != nullptr) return FieldError("header", "came twice");
    ASSAY_ASSIGN_OR_RETURN(upload_, store_->Begin(request_.header().id()));
    return absl::OkStatus();
  }
  if (upload_ == nullptr) return FieldError("header", "is missing: it comes first");
  return upload_->Append(request_.piece());
}

void ProblemUpload::Store() {
  if (upload_ == nullptr) return End(FieldError("header", "is missing: it comes first"));
  if (const absl::Status closed = closed_(); !closed.ok()) return End(closed);
  {
    const absl::MutexLock lock(&handle_->mutex);
    if (ended_) return;
    storing_ = true;
  }
  const absl::Status added = background_->Add([this, upload = std::move(upload_)] {
    absl::StatusOr<::judge::v1::PutProblemResponse> stored = upload->Finish();
    const absl::Status status = stored.status();
    if (status.ok()) *response_ = ToBytes(*stored);
    End(status);
  });
  if (!added.ok()) End(added);
}

}  // namespace assay::judge
