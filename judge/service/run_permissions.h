#ifndef ASSAY_JUDGE_SERVICE_RUN_PERMISSIONS_H_
#define ASSAY_JUDGE_SERVICE_RUN_PERMISSIONS_H_

#include <vector>

#include "absl/status/status.h"
#include "judge/service/config.h"
#include "judge/service/tokens.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"
#include "sandbox/network/ipv4.h"

namespace assay::judge {

// What the operator lets bare runs have beyond memory and no network at all. Immutable.
class RunPermissions {
 public:
  // Of a configuration that ValidateConfig() has passed.
  explicit RunPermissions(const Config& config);

  // PERMISSION_DENIED, with the setting that would allow it, for what a caller of `role` may not
  // have. Requests that CheckRunRequest() has passed.
  absl::Status Check(const ::sandbox::v1::RunRequest& request, Role role) const;

 private:
  absl::Status CheckEgress(const ::sandbox::v1::RunNetwork& network, Role role) const;

  const bool disk_;
  const bool loopback_;
  // Empty: there is no egress.
  std::vector<sandbox::Endpoint> allowed_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_SERVICE_RUN_PERMISSIONS_H_
