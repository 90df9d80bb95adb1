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

}  // namespace
}  // namespace assay::sandbox
