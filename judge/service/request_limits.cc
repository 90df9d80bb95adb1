#include "judge/service/request_limits.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/base/duration_proto.h"
#include "judge/base/error_details.h"
#include "judge/evaluate/bare_run.h"
#include "judge/evaluate/convert.h"
#include "judge/service/duration_field.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

absl::Status TooMuch(absl::string_view field, const std::string& value, const std::string& most,
                     absl::string_view limit) {
  return FieldError(field, absl::StrCat("is ", value, "; this server allows ", most,
                                        " (request_limits.", limit, ")"));
}

absl::Status CheckTime(bool present, const google::protobuf::Duration& duration,
                       absl::Duration most, absl::string_view field, absl::string_view limit) {
  if (!present || FromProto(duration) <= most) return absl::OkStatus();
  return TooMuch(field, absl::FormatDuration(FromProto(duration)), absl::FormatDuration(most),
                 limit);
}

absl::Status CheckNumber(bool present, int64_t value, int64_t most, absl::string_view field,
                         absl::string_view limit) {
  if (!present || value <= most) return absl::OkStatus();
  return TooMuch(field, absl::StrCat(value), absl::StrCat(most), limit);
}

// What LimitOverrides and RunLimits have in common.
template <typename Limits>
absl::Status CheckLimits(const RequestLimits& most, const Limits& limits) {
  ASSAY_RETURN_IF_ERROR(CheckTime(limits.has_cpu_time(), limits.cpu_time(), most.cpu_time,
                                  "limits.cpu_time", "cpu_time"));
  ASSAY_RETURN_IF_ERROR(CheckTime(limits.has_wall_time(), limits.wall_time(), most.wall_time,
                                  "limits.wall_time", "wall_time"));
  ASSAY_RETURN_IF_ERROR(CheckNumber(limits.has_memory_bytes(), limits.memory_bytes(),
                                    most.memory_bytes, "limits.memory_bytes", "memory_bytes"));
  ASSAY_RETURN_IF_ERROR(CheckNumber(limits.has_output_bytes(), limits.output_bytes(),
                                    most.output_bytes, "limits.output_bytes", "output_bytes"));
  return CheckNumber(limits.has_task_count(), limits.task_count(), most.task_count,
                     "limits.task_count", "task_count");
}

absl::Status CheckProblem(const RequestLimits& most, const ::judge::v1::InlineProblem& problem) {
  const ::judge::v1::ProblemLimits& limits = problem.limits();
  const auto field = [](absl::string_view name) {
    return absl::StrCat("inline_problem.limits.", name);
  };
  ASSAY_RETURN_IF_ERROR(CheckNumber(true, problem.tests_size(), most.test_count,
                                    "inline_problem.tests", "test_count"));
  ASSAY_RETURN_IF_ERROR(CheckTime(limits.has_cpu_time(), limits.cpu_time(), most.cpu_time,
                                  field("cpu_time"), "cpu_time"));
  ASSAY_RETURN_IF_ERROR(CheckTime(limits.has_compile_time(), limits.compile_time(),
                                  most.compile_time, field("compile_time"), "compile_time"));
  ASSAY_RETURN_IF_ERROR(CheckNumber(limits.has_memory_bytes(), limits.memory_bytes(),
                                    most.memory_bytes, field("memory_bytes"), "memory_bytes"));
  ASSAY_RETURN_IF_ERROR(CheckNumber(limits.has_compile_memory_bytes(),
                                    limits.compile_memory_bytes(), most.memory_bytes,
                                    field("compile_memory_bytes"), "memory_bytes"));
  return CheckNumber(limits.has_output_bytes(), limits.output_bytes(), most.output_bytes,
                     field("output_bytes"), "output_bytes");
}

}  // namespace

absl::Status RequestLimits::Check(const ::judge::v1::SubmitRequest& request) const {
  ASSAY_RETURN_IF_ERROR(CheckLimits(*this, request.limits()));
  ASSAY_RETURN_IF_ERROR(CheckTime(request.limits().has_compile_time(),
                                  request.limits().compile_time(), compile_time,
                                  "limits.compile_time", "compile_time"));
  return request.has_inline_problem() ? CheckProblem(*this, request.inline_problem())
                                      : absl::OkStatus();
}

absl::Status RequestLimits::Check(const ::sandbox::v1::RunRequest& request) const {
  ASSAY_RETURN_IF_ERROR(CheckLimits(*this, request.limits()));
  const ::sandbox::v1::WorkDirectory& work = request.work_directory();
  ASSAY_RETURN_IF_ERROR(CheckNumber(work.has_file_count(), work.file_count(), work_file_count,
                                    "work_directory.file_count", "work_file_count"));
  if (!work.on_disk() || work_disk_bytes == 0) return absl::OkStatus();
  LimitOverrides given;
  if (request.limits().has_memory_bytes()) given.memory_bytes = request.limits().memory_bytes();
  const int64_t size = work.has_size_bytes() ? work.size_bytes() : PlanBareLimits(given).work_bytes;
  return CheckNumber(true, size, work_disk_bytes, "work_directory.size_bytes", "work_disk_bytes");
}

::judge::v1::RequestLimits RequestLimits::ToProto() const {
  ::judge::v1::RequestLimits proto;
  *proto.mutable_cpu_time() = ToDurationProto(cpu_time);
  *proto.mutable_wall_time() = ToDurationProto(wall_time);
  *proto.mutable_compile_time() = ToDurationProto(compile_time);
  proto.set_memory_bytes(memory_bytes);
  proto.set_output_bytes(output_bytes);
  proto.set_task_count(task_count);
  proto.set_test_count(test_count);
  proto.set_work_disk_bytes(work_disk_bytes);
  proto.set_work_file_count(work_file_count);
  return proto;
}

absl::Status RequestLimits::Merge(const ::judge::v1::RequestLimits& proto) {
  const struct {
    bool present;
    const google::protobuf::Duration& proto;
    const char* field;
    absl::Duration* duration;
  } durations[] = {
      {proto.has_cpu_time(), proto.cpu_time(), "request_limits.cpu_time", &cpu_time},
      {proto.has_wall_time(), proto.wall_time(), "request_limits.wall_time", &wall_time},
      {proto.has_compile_time(), proto.compile_time(), "request_limits.compile_time",
       &compile_time},
  };
  for (const auto& each : durations) {
    ASSAY_RETURN_IF_ERROR(MergeDuration(each.present, each.proto, each.field, each.duration));
  }
  if (proto.has_memory_bytes()) memory_bytes = proto.memory_bytes();
  if (proto.has_output_bytes()) output_bytes = proto.output_bytes();
  if (proto.has_task_count()) task_count = proto.task_count();
  if (proto.has_test_count()) test_count = proto.test_count();
  if (proto.has_work_disk_bytes()) work_disk_bytes = proto.work_disk_bytes();
  if (proto.has_work_file_count()) work_file_count = proto.work_file_count();
  return absl::OkStatus();
}

absl::Status RequestLimits::Validate() const {
  const struct {
    absl::Duration value;
    absl::Duration most;
    const char* field;
  } durations[] = {
      {cpu_time, absl::Hours(1), "request_limits.cpu_time"},
      {wall_time, absl::Hours(24), "request_limits.wall_time"},
      {compile_time, absl::Hours(1), "request_limits.compile_time"},
  };
  for (const auto& [value, most, field] : durations) {
    if (value >= absl::Milliseconds(1) && value <= most) continue;
    return FieldError(field, absl::StrCat("is ", absl::FormatDuration(value), ", not of 1ms to ",
                                          absl::FormatDuration(most)));
  }
  constexpr int64_t kMebibyte = 1 << 20;
  constexpr int64_t kMostBytes = int64_t{1} << 40;
  const struct {
    int64_t value;
    int64_t least;
    int64_t most;
    const char* field;
  } numbers[] = {
      {memory_bytes, 2 * kMebibyte, kMostBytes, "request_limits.memory_bytes"},
      {output_bytes, 1, kMostBytes, "request_limits.output_bytes"},
      {task_count, 1, 32768, "request_limits.task_count"},
      {test_count, 1, 10'000, "request_limits.test_count"},
      {work_disk_bytes, 0, kMostBytes, "request_limits.work_disk_bytes"},
      {work_file_count, 2, 10'000'000, "request_limits.work_file_count"},
  };
  for (const auto& [value, least, most, field] : numbers) {
    if (value >= least && value <= most) continue;
    return FieldError(field, absl::StrCat("is ", value, ", not of ", least, " to ", most));
  }
  return absl::OkStatus();
}

}  // namespace assay::judge
