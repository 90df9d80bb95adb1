#ifndef ASSAY_JUDGE_SERVICE_REQUEST_LIMITS_H_
#define ASSAY_JUDGE_SERVICE_REQUEST_LIMITS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "proto/judge/v1/submission.pb.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"

namespace assay::judge {

// The most that the operator lets a request ask for: judge.v1.RequestLimits in C++, with its
// defaults. Packages are the operator's own: what they say is not looked at.
struct RequestLimits {
  absl::Duration cpu_time = absl::Minutes(2);
  absl::Duration wall_time = absl::Minutes(10);
  absl::Duration compile_time = absl::Minutes(2);
  int64_t memory_bytes = int64_t{4} << 30;
  int64_t output_bytes = int64_t{1} << 30;
  int task_count = 1024;
  int test_count = 10'000;
  // 0: there are no disks, which RunPermissions says.
  int64_t work_disk_bytes = 0;
  int64_t work_file_count = 1'000'000;

  // INVALID_ARGUMENT that names the request's field, and the server's. Requests that
  // CheckSubmitRequest() and CheckRunRequest() have passed.
  absl::Status Check(const ::judge::v1::SubmitRequest& request) const;
  absl::Status Check(const ::sandbox::v1::RunRequest& request) const;

  ::judge::v1::RequestLimits ToProto() const;
  // In place of what is set there. INVALID_ARGUMENT for what is no duration.
  absl::Status Merge(const ::judge::v1::RequestLimits& proto);
  // INVALID_ARGUMENT names the field that is out of its range.
  absl::Status Validate() const;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_REQUEST_LIMITS_H_
