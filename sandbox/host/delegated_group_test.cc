#include "sandbox/host/delegated_group.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace assay::sandbox {
namespace {

std::string Line(const std::string& root, const std::string& point, const std::string& type) {
  return absl::StrCat("30 22 0:27 ", root, " ", point, " rw - ", type, " none rw\n");
}

TEST(DelegatedGroupTest, IsTheProcessesOwnGroupOrTheParentOfASupervisors) {
  const std::string v2 = Line("/", "/sys/fs/cgroup", "cgroup2");
  const struct {
    std::string mounts;
    const char* membership;
    const char* expected;
  } cases[] = {
      {v2, "0::/user.slice/run-1.scope\n", "/sys/fs/cgroup/user.slice/run-1.scope"},
      {v2, "0::/a/assay-supervisor\n", "/sys/fs/cgroup/a"},
      {v2, "0::/a/not-assay-supervisor\n", "/sys/fs/cgroup/a/not-assay-supervisor"},
      {v2, "0::/\n", "/sys/fs/cgroup"},
      {v2, "0::/assay-supervisor\n", "/sys/fs/cgroup"},
      {v2, "0::/../elsewhere\n", ""},
      {v2, "", ""},
      // A hybrid host: version 1's lines are passed over.
      {Line("/", "/cg/memory", "cgroup") + Line("/", "/cg/unified", "cgroup2"),
       "4:memory:/m\n0::/u\n", "/cg/unified/u"},
      {Line("/", "/cg/memory", "cgroup"), "4:memory:/m\n", ""},
      // A bind mount of a part of the hierarchy.
      {Line("/part", "/cg", "cgroup2"), "0::/part/own\n", "/cg/own"},
      {Line("/part", "/cg", "cgroup2"), "0::/other\n", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(DelegatedGroup(ParseMountinfo(c.mounts), c.membership), c.expected) << c.membership;
  }
}

}  // namespace
}  // namespace assay::sandbox
