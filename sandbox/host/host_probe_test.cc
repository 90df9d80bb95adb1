#include "sandbox/host/host_probe.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace assay::sandbox {
namespace {

TEST(HostProbeTest, EveryFeatureIsNamedOnceAndMissingOnesHaveAOneLineFix) {
  const HostReport report = ProbeHost();
  std::set<std::string> names;
  for (const HostFeature& feature : report.features) {
    EXPECT_TRUE(names.insert(feature.name).second) << feature.name;
    EXPECT_NE(feature.detail, "") << feature.name;
    EXPECT_EQ(feature.detail.find('\n'), std::string::npos) << feature.detail;
    EXPECT_EQ(feature.present, feature.fix.empty()) << feature.name << ": " << feature.fix;
    EXPECT_EQ(feature.fix.find('\n'), std::string::npos) << feature.fix;
  }
  for (const char* name : {"kernel",
                           "privileges",
                           "own user ids",
                           "user namespace",
                           "pid namespace",
                           "mnt namespace",
                           "net namespace",
                           "uts namespace",
                           "ipc namespace",
                           "cgroup namespace",
                           "clone3",
                           "pidfd_open",
                           "openat2",
                           "close_range",
                           "mount_setattr",
                           "seccomp user notification",
                           "landlock",
                           "cgroup",
                           "cgroup cpu",
                           "cgroup cpuacct",
                           "cgroup cpuset",
                           "cgroup memory",
                           "cgroup pids",
                           "swap limit",
                           "memory peak",
                           "cpus",
                           "instruction counter",
                           "work on disk",
                           "disk limits"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

// A probe that opened, closed or changed something would spoil the process that embeds it.
TEST(HostProbeTest, AnswersTheSameTwice) { EXPECT_EQ(ProbeHost().features, ProbeHost().features); }

}  // namespace
}  // namespace assay::sandbox
