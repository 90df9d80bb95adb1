#include "judge/base/error_details.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"
#include "proto/google/rpc/error_details.pb.h"

namespace assay::judge {
namespace {

using ::google::rpc::BadRequest;
using ::google::rpc::ErrorInfo;
using ::google::rpc::RetryInfo;

constexpr size_t kMaxTextBytes = 1000;
constexpr size_t kMaxNameBytes = 200;
// Entries of an ErrorInfo's metadata.
constexpr size_t kMaxMetadataCount = 8;

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr const char* kUrls[] = {kErrorInfoUrl, kRetryInfoUrl, kBadRequestUrl};

std::string Line(absl::string_view text, size_t limit_bytes = kMaxTextBytes) {
  constexpr absl::string_view kMore = "...";
  std::string line = MakePrintableLine(Truncate(text, limit_bytes + 1));
  if (line.size() <= limit_bytes) return line;
  return absl::StrCat(Truncate(line, limit_bytes - kMore.size()), kMore);
}

template <typename Message>
void SetPayload(absl::string_view url, const Message& message, absl::Status* status) {
  status->SetPayload(url, absl::Cord(message.SerializeAsString()));
}

template <typename Message>
std::optional<Message> GetPayload(absl::string_view url, const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  Message message;
  if (!payload.has_value() || !message.ParseFromString(std::string(*payload))) return std::nullopt;
  return message;
}

ErrorInfo MakeErrorInfo(absl::string_view reason,
                        const std::map<std::string, std::string>& metadata) {
  ErrorInfo info;
  info.set_reason(Line(reason, kMaxNameBytes));
  info.set_domain(kErrorDomain);
  for (const auto& [key, value] : metadata) {
    if (info.metadata().size() == kMaxMetadataCount) break;
    (*info.mutable_metadata())[Line(key, kMaxNameBytes)] = Line(value, kMaxNameBytes);
  }
  return info;
}

absl::StatusCode SentCode(absl::StatusCode code) {
  return code == absl::StatusCode::kUnknown ? absl::StatusCode::kInternal : code;
}

}  // namespace

absl::Status FieldError(absl::string_view field, absl::string_view description) {
  BadRequest request;
  BadRequest::FieldViolation* violation = request.add_field_violations();
  violation->set_field(Line(field, kMaxNameBytes));
  violation->set_description(Line(description));
  absl::Status status =
      absl::InvalidArgumentError(absl::StrCat(violation->field(), ": ", violation->description()));
  SetPayload(kBadRequestUrl, request, &status);
  return status;
}

absl::Status WithReason(absl::Status status, absl::string_view reason,
                        const std::map<std::string, std::string>& metadata) {
  if (!status.ok()) SetPayload(kErrorInfoUrl, MakeErrorInfo(reason, metadata), &status);
  return status;
}

absl::Status WithRetry(absl::Status status, absl::Duration delay) {
  if (status.ok()) return status;
  RetryInfo info;
  *info.mutable_retry_delay() = ToDurationProto(std::max(delay, absl::ZeroDuration()));
  SetPayload(kRetryInfoUrl, info, &status);
  return status;
}

std::string ReasonOf(const absl::Status& status) {
  const std::optional<ErrorInfo> info = GetPayload<ErrorInfo>(kErrorInfoUrl, status);
  return info.has_value() ? info->reason() : "";
}

std::optional<absl::Duration> RetryDelayOf(const absl::Status& status) {
  const std::optional<RetryInfo> info = GetPayload<RetryInfo>(kRetryInfoUrl, status);
  if (!info.has_value()) return std::nullopt;
  const absl::StatusOr<absl::Duration> delay = FromDurationProto(info->retry_delay());
  if (!delay.ok()) return std::nullopt;
  return std::max(*delay, absl::ZeroDuration());
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  if (status.ok()) return rpc;
  const absl::StatusCode code = SentCode(status.code());
  rpc.set_code(static_cast<int>(code));
  rpc.set_message(Line(status.message()));
  for (const char* url : kUrls) {
    absl::optional<absl::Cord> payload = status.GetPayload(url);
    if (!payload.has_value() && url == absl::string_view(kErrorInfoUrl)) {
      payload = absl::Cord(MakeErrorInfo(absl::StatusCodeToString(code), {}).SerializeAsString());
    }
    if (!payload.has_value()) continue;
    google::protobuf::Any* detail = rpc.add_details();
    detail->set_type_url(url);
    detail->set_value(std::string(*std::move(payload)));
  }
  return rpc;
}

absl::Status FromRpcStatus(const google::rpc::Status& rpc) {
  if (rpc.code() == 0) return absl::OkStatus();
  constexpr int kLastCode = static_cast<int>(absl::StatusCode::kUnauthenticated);
  const bool is_code = rpc.code() > 0 && rpc.code() <= kLastCode;
  absl::Status status(
      is_code ? static_cast<absl::StatusCode>(rpc.code()) : absl::StatusCode::kUnknown,
      Line(rpc.message()));
  for (const google::protobuf::Any& detail : rpc.details()) {
    if (std::find(std::begin(kUrls), std::end(kUrls), absl::string_view(detail.type_url())) ==
        std::end(kUrls)) {
      continue;
    }
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return status;
}

}  // namespace assay::judge
