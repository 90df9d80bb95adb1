#include "sandbox/host/host_report.h"

#include <gtest/gtest.h>

namespace assay::sandbox {
namespace {

TEST(CheckRequiredTest, NamesTheFirstMissingFeatureAndTheFix) {
  HostReport report;
  EXPECT_TRUE(CheckRequired(report).ok());
  report.features.push_back(Present("kernel", true, "Linux 6.1"));
  report.features.push_back(Missing("landlock", false, "ENOSYS", "use Linux 5.13 or later"));
  EXPECT_TRUE(CheckRequired(report).ok());
  report.features.push_back(Missing("cgroup memory", true, "not mounted", "mount it"));
  report.features.push_back(Missing("cgroup pids", true, "not mounted", "mount it too"));
  const absl::Status status = CheckRequired(report);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(), "the host lacks cgroup memory (not mounted): mount it");
}

TEST(CheckRequiredTest, AWeaknessIsAcceptedByItsNameOnly) {
  HostReport report;
  report.features.push_back(Missing("own user ids", true, "no root", "run as root"));
  report.features.back().weakness = kSharedUserId;
  EXPECT_EQ(CheckRequired(report).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(CheckRequired(report, {kSharedUserId}).ok());
  EXPECT_EQ(CheckRequired(report, {"own user ids"}).code(), absl::StatusCode::kInvalidArgument);
  // It makes up for nothing else, and an empty name for nothing at all.
  report.features.push_back(Missing("cgroup memory", true, "not mounted", "mount it"));
  EXPECT_EQ(CheckRequired(report, {kSharedUserId}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CheckRequired(report, {""}).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::sandbox
