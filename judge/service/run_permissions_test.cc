#include "judge/service/run_permissions.h"

#include <string>
#include <tuple>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "judge/base/error_details.h"
#include "judge/base/textproto.h"

namespace assay::judge {
namespace {

using ::sandbox::v1::RunRequest;

Config Parse(const std::string& text) {
  ::judge::v1::ServerConfig proto;
  EXPECT_EQ(ParseTextproto(text, "text", &proto), absl::OkStatus());
  Config config;
  EXPECT_EQ(MergeConfig(proto, &config), absl::OkStatus());
  return config;
}

RunRequest Disk() {
  RunRequest request;
  request.mutable_work_directory()->set_on_disk(true);
  return request;
}

RunRequest Network(::sandbox::v1::NetworkPolicy policy, const std::string& allowed = "") {
  RunRequest request;
  request.mutable_network()->set_policy(policy);
  if (!allowed.empty()) request.mutable_network()->add_allowed(allowed);
  return request;
}

TEST(RunPermissionsTest, GiveNothingByDefault) {
  const RunPermissions permissions(Parse(""));
  EXPECT_EQ(permissions.Check(RunRequest(), Role::kSubmit), absl::OkStatus());
  EXPECT_EQ(permissions.Check(Network(::sandbox::v1::NETWORK_POLICY_NONE), Role::kSubmit),
            absl::OkStatus());
  for (const auto& [request, reason, fix] :
       {std::tuple(Disk(), "DISK_NOT_ALLOWED", "request_limits.work_disk_bytes"),
        std::tuple(Network(::sandbox::v1::NETWORK_POLICY_LOOPBACK), "NETWORK_NOT_ALLOWED",
                   "network.allow_loopback"),
        std::tuple(Network(::sandbox::v1::NETWORK_POLICY_EGRESS), "NETWORK_NOT_ALLOWED",
                   "network.egress")}) {
    const absl::Status status = permissions.Check(request, Role::kAdmin);
    EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
    EXPECT_EQ(ReasonOf(status), reason);
    EXPECT_TRUE(absl::StrContains(status.message(), fix)) << status;
  }
}

TEST(RunPermissionsTest, GiveWhatTheOperatorAllows) {
  const RunPermissions permissions(
      Parse("request_limits { work_disk_bytes: 1048576 } network { allow_loopback: true egress { "
            "uplink_address: '10.0.0.1/30' allowed: '10.0.0.1:80' } }"));
  EXPECT_EQ(permissions.Check(Disk(), Role::kSubmit), absl::OkStatus());
  EXPECT_EQ(permissions.Check(Network(::sandbox::v1::NETWORK_POLICY_LOOPBACK), Role::kSubmit),
            absl::OkStatus());
  const auto egress = [&](const std::string& allowed, Role role) {
    return permissions.Check(Network(::sandbox::v1::NETWORK_POLICY_EGRESS, allowed), role);
  };
  EXPECT_EQ(egress("", Role::kAdmin), absl::OkStatus());
  EXPECT_EQ(egress("10.0.0.1:80", Role::kAdmin), absl::OkStatus());
  EXPECT_EQ(ReasonOf(egress("10.0.0.1:80", Role::kSubmit)), "ROLE_ADMIN_NEEDED");
  for (const char* other : {"10.0.0.1:81", "10.0.0.2:80", "10.0.0.1:80/udp"}) {
    const absl::Status status = egress(other, Role::kAdmin);
    EXPECT_EQ(ReasonOf(status), "NETWORK_NOT_ALLOWED");
    EXPECT_TRUE(absl::StrContains(status.message(), "network.allowed[0]")) << status;
  }
}

}  // namespace
}  // namespace assay::judge
