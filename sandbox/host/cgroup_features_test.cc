#include "sandbox/host/cgroup_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace assay::sandbox {
namespace {

using ::testing::HasSubstr;

constexpr char kKnown[] =
    "#subsys_name\thierarchy\tnum_cgroups\tenabled\n"
    "cpuset\t0\t1\t1\ncpu\t0\t1\t1\ncpuacct\t0\t1\t1\nmemory\t0\t1\t1\npids\t0\t1\t1\n";
constexpr char kNoSwap[] = "Filename\tType\tSize\tUsed\tPriority\n";
constexpr char kSwap[] = "Filename\tType\tSize\tUsed\tPriority\n/dev/vdb\tpartition\t1000\t0\t-2\n";

std::string Mount(const std::string& point, const std::string& type, const std::string& options,
                  const std::string& mode = "rw") {
  return absl::StrCat("30 22 0:27 / ", point, " ", mode, ",relatime - ", type, " ", type, " rw",
                      options, "\n");
}

CgroupFacts V1() {
  return {
      absl::StrCat(Mount("/cg/cpu,cpuacct", "cgroup", ",cpu,cpuacct"),
                   Mount("/cg/cpuset", "cgroup", ",cpuset"),
                   Mount("/cg/memory", "cgroup", ",memory"), Mount("/cg/pids", "cgroup", ",pids"),
                   Mount("/cg/systemd", "cgroup", ",name=systemd")),
      kKnown,
      kNoSwap,
      "",
      true,
      true};
}

CgroupFacts V2() {
  return {Mount("/sys/fs/cgroup", "cgroup2", ",nsdelegate"),
          kKnown,
          kNoSwap,
          "cpuset cpu io memory pids\n",
          true,
          true};
}

HostFeature Find(const CgroupFacts& facts, const std::string& name) {
  for (const HostFeature& feature : JudgeCgroups(facts)) {
    if (feature.name == name) return feature;
  }
  ADD_FAILURE() << "no feature " << name;
  return {};
}

TEST(JudgeCgroupsTest, AcceptsV1V2AndHybrid) {
  CgroupFacts hybrid = V1();
  hybrid.mountinfo += Mount("/cg/unified", "cgroup2", "");
  CgroupFacts mixed = hybrid;
  // The memory controller alone is bound to v2.
  mixed.mountinfo = absl::StrCat(Mount("/cg/cpu", "cgroup", ",cpu,cpuacct,cpuset,pids"),
                                 Mount("/cg/unified", "cgroup2", ""));
  mixed.v2_controllers = "memory";
  const struct {
    CgroupFacts facts;
    const char* version;
    const char* memory;
    const char* cpuacct;
  } cases[] = {
      {V1(), "v1", "v1 at /cg/memory", "v1 at /cg/cpu,cpuacct"},
      {V2(), "v2 at /sys/fs/cgroup", "v2 at /sys/fs/cgroup", "v2 at /sys/fs/cgroup"},
      {hybrid, "hybrid: controllers in v1, v2 at /cg/unified", "v1 at /cg/memory",
       "v1 at /cg/cpu,cpuacct"},
      {mixed, "hybrid: controllers in v1 and in v2 at /cg/unified", "v2 at /cg/unified",
       "v1 at /cg/cpu"},
  };
  for (const auto& c : cases) {
    for (const HostFeature& feature : JudgeCgroups(c.facts)) {
      EXPECT_TRUE(feature.present) << c.version << ": " << feature.name << " " << feature.detail;
      EXPECT_EQ(feature.fix, "") << feature.name;
    }
    EXPECT_EQ(Find(c.facts, "cgroup").detail, c.version);
    EXPECT_EQ(Find(c.facts, "cgroup memory").detail, c.memory);
    EXPECT_EQ(Find(c.facts, "cgroup cpuacct").detail, c.cpuacct);
  }
}

TEST(JudgeCgroupsTest, NamesWhatIsMissingAndTheFix) {
  CgroupFacts not_mounted = V1();
  not_mounted.mountinfo = Mount("/cg/cpu", "cgroup", ",cpu");
  CgroupFacts disabled = V2();
  disabled.v2_controllers = "cpuset cpu pids";
  disabled.proc_cgroups = "memory\t0\t1\t0\n";
  CgroupFacts not_delegated = V2();
  not_delegated.v2_controllers = "cpu pids";
  CgroupFacts unknown = V2();
  unknown.v2_controllers = "";
  unknown.proc_cgroups = "";
  CgroupFacts read_only = V1();
  read_only.mountinfo = Mount("/cg/memory", "cgroup", ",memory", "ro");
  CgroupFacts swap = V1();
  swap.proc_swaps = kSwap;
  swap.swap_limit_file = false;
  CgroupFacts old_v2 = V2();
  old_v2.memory_peak_file = false;
  const struct {
    CgroupFacts facts;
    const char* name;
    const char* detail;
    const char* fix;
  } cases[] = {
      {{}, "cgroup", "no cgroup file system", "mount -t cgroup2"},
      {{}, "cgroup memory", "the kernel does not have it", "use a kernel"},
      {not_mounted, "cgroup memory", "not mounted", "mount -t cgroup -o memory"},
      {disabled, "cgroup memory", "disabled at boot", "cgroup_disable=memory"},
      {not_delegated, "cgroup memory", "not available in this part", "echo +memory"},
      {unknown, "cgroup pids", "the kernel does not have it", "use a kernel"},
      {read_only, "cgroup memory", "/cg/memory is read-only", "remount,rw /cg/memory"},
      {swap, "swap limit", "swap is on", "swapoff -a"},
      {old_v2, "memory peak", "no memory.peak", "5.19"},
  };
  for (const auto& c : cases) {
    const HostFeature feature = Find(c.facts, c.name);
    EXPECT_FALSE(feature.present) << c.name;
    EXPECT_TRUE(feature.required) << c.name;
    EXPECT_THAT(feature.detail, HasSubstr(c.detail)) << c.name;
    EXPECT_THAT(feature.fix, HasSubstr(c.fix)) << c.name;
    EXPECT_EQ(feature.fix.find('\n'), std::string::npos) << c.name;
  }
}

TEST(JudgeCgroupsTest, SwapIsFineWhenItIsOffOrLimited) {
  const struct {
    const char* swaps;
    std::optional<bool> file;
    bool present;
  } cases[] = {
      {kSwap, true, true},    {kSwap, false, false},    {kSwap, std::nullopt, false},
      {kNoSwap, false, true}, {"", std::nullopt, true},
  };
  for (const auto& c : cases) {
    CgroupFacts facts = V2();
    facts.proc_swaps = c.swaps;
    facts.swap_limit_file = c.file;
    EXPECT_EQ(Find(facts, "swap limit").present, c.present) << c.swaps;
  }
}

TEST(FindControllerTest, TakesTheTopmostMount) {
  const auto mounts = ParseMountinfo(
      absl::StrCat(Mount("/a", "cgroup", ",memory"), Mount("/b", "cgroup", ",memory")));
  EXPECT_EQ(FindController("memory", mounts, ""), (ControllerMount{1, "/b", false}));
  EXPECT_EQ(FindController("mem", mounts, ""), std::nullopt);
  // A v2 list without a v2 mount says nothing.
  EXPECT_EQ(FindController("pids", mounts, "pids"), std::nullopt);
}

TEST(JudgeCgroupsTest, WithoutRootTheOwnGroupMustBeDelegated) {
  CgroupFacts facts = V2();
  facts.delegated = DelegatedGroupFacts{"/sys/fs/cgroup/user", true};
  EXPECT_TRUE(Find(facts, "cgroup delegation").present);
  facts.delegated->writable = false;
  EXPECT_THAT(Find(facts, "cgroup delegation").detail, HasSubstr("/sys/fs/cgroup/user"));
  EXPECT_THAT(Find(facts, "cgroup delegation").fix, HasSubstr("Delegate=yes"));
  facts.delegated = DelegatedGroupFacts{};
  EXPECT_FALSE(Find(facts, "cgroup delegation").present);

  facts = V1();
  facts.delegated = DelegatedGroupFacts{"/cg/unified/user", true};
  EXPECT_FALSE(Find(facts, "cgroup delegation").present);
  EXPECT_TRUE(Find(facts, "cgroup delegation").required);
}

}  // namespace
}  // namespace assay::sandbox
