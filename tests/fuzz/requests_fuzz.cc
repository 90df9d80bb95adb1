// A request of a client, as the handlers take it before anything is stored or run: in wire form or,
// for the fuzzer's sake, as text.

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "judge/base/error_details.h"
#include "judge/evaluate/plan_limits.h"
#include "judge/service/bare_request.h"
#include "judge/service/submit_request.h"
#include "proto/judge/v1/submission.pb.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"

namespace {

// Refused with a field, or taken.
void Check(const absl::Status& status) {
  if (status.ok()) return;
  if (!absl::IsInvalidArgument(status)) __builtin_trap();
  if (assay::judge::ToRpcStatus(status).details_size() == 0) __builtin_trap();
}

template <typename Message>
bool Parse(const std::string& text, Message* message) {
  google::protobuf::TextFormat::Parser parser;
  parser.AllowUnknownField(true);
  google::protobuf::io::ErrorCollector* const silent = nullptr;
  parser.RecordErrorsTo(silent);
  return parser.ParseFromString(text, message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using assay::judge::CheckRunRequest;
  using assay::judge::CheckSubmitRequest;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  ::judge::v1::SubmitRequest submit;
  if (submit.ParseFromString(bytes) || Parse(bytes, &submit)) {
    const absl::Status status = CheckSubmitRequest(submit);
    Check(status);
    if (status.ok()) {
      assay::judge::ToSource(submit);
      assay::judge::ToOptions(submit);
      assay::judge::FlagsOf(submit.inline_problem());
    }
  }
  ::sandbox::v1::RunRequest run;
  if (run.ParseFromString(bytes) || Parse(bytes, &run)) Check(CheckRunRequest(run));
  return 0;
}
