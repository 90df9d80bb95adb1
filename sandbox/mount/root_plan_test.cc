#include "sandbox/mount/root_plan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

using launcher::StepKind;

absl::StatusOr<bool> EndsInSlashD(const std::string& path) {
  if (path == "/missing") return absl::NotFoundError("mount /missing: No such file");
  return absl::EndsWith(path, ".d");
}

size_t IndexOf(const std::vector<RootStep>& steps, const RootStep& step) {
  return std::find(steps.begin(), steps.end(), step) - steps.begin();
}

TEST(PlanRootTest, MakesEveryMountPointBeforeTheFirstBind) {
  RootFilesystem root;
  root.binds = {{"/usr/lib.d", "/usr/lib"}, {"/etc/f", "/etc/f"}, {"/b.d", "/a/b/c", true}};
  root.symlinks = {{"/lib", "usr/lib"}};
  const std::vector<RootStep> steps = PlanRoot(root, EndsInSlashD).value();

  const auto first_bind = std::find_if(steps.begin(), steps.end(), [](const RootStep& step) {
    return step.kind >= StepKind::kBindReadOnly;
  });
  EXPECT_TRUE(std::all_of(first_bind, steps.end(), [](const RootStep& step) {
    return step.kind >= StepKind::kBindReadOnly;
  }));
  const std::vector<RootStep> expected = {
      {StepKind::kDirectory, "", "work"},
      {StepKind::kDirectory, "", "usr"},
      {StepKind::kDirectory, "", "usr/lib"},
      {StepKind::kDirectory, "", "etc"},
      {StepKind::kEmptyFile, "", "etc/f"},
      {StepKind::kDirectory, "", "a/b/c"},
      {StepKind::kSymlink, "usr/lib", "lib"},
      {StepKind::kSymlink, "work", "tmp"},
      {StepKind::kBindDevice, "/dev/null", "dev/null"},
      {StepKind::kBindReadOnly, "/usr/lib.d", "usr/lib"},
      {StepKind::kBindReadOnly, "/etc/f", "etc/f"},
      {StepKind::kBindWritable, "/b.d", "a/b/c"},
  };
  for (const RootStep& step : expected) {
    EXPECT_LT(IndexOf(steps, step), steps.size()) << step.source << " -> " << step.target;
  }
  EXPECT_LT(IndexOf(steps, {StepKind::kDirectory, "", "a"}),
            IndexOf(steps, {StepKind::kDirectory, "", "a/b"}));
}

TEST(PlanRootTest, DirectoriesCanBeAboveMountsAndNotBelow) {
  RootFilesystem root;
  root.directories = {"/opt", "/srv/deep"};
  root.binds = {{"/b.d", "/opt/b"}};
  const std::vector<RootStep> steps = PlanRoot(root, EndsInSlashD).value();
  EXPECT_EQ(std::count(steps.begin(), steps.end(), RootStep{StepKind::kDirectory, "", "opt"}), 1);
  EXPECT_LT(IndexOf(steps, {StepKind::kDirectory, "", "srv/deep"}), steps.size());
  for (const char* bad : {"/opt/b", "/opt/b/c", "/work", "/dev/x", "relative"}) {
    root.directories = {bad};
    EXPECT_TRUE(absl::IsInvalidArgument(PlanRoot(root, EndsInSlashD).status())) << bad;
  }
}

TEST(PlanRootTest, TheWorkingDirectoryIsAbsoluteAndShort) {
  RootFilesystem root;
  root.working_directory = "/" + std::string(254, 'a');
  EXPECT_TRUE(PlanRoot(root, EndsInSlashD).ok());
  for (const std::string& bad :
       {std::string("work"), std::string(), "/" + std::string(255, 'a'), std::string("/a\0b", 4)}) {
    root.working_directory = bad;
    EXPECT_TRUE(absl::IsInvalidArgument(PlanRoot(root, EndsInSlashD).status())) << bad;
  }
}

TEST(PlanRootTest, NamesThePathThatIsWrong) {
  const struct {
    BindMount bind;
    const char* message;
  } kCases[] = {
      {{"/h", "relative"}, "is not absolute"},
      {{"/h", "/a/../b"}, "is not normal"},
      {{"/h", "/a//b"}, "is not normal"},
      {{"/h", "/"}, "is not normal"},
      {{"/h", "/a/."}, "is not normal"},
      {{"/h", "/work"}, "the jail's own"},
      {{"/h", "/work/x"}, "the jail's own"},
      {{"/h", "/dev/sda"}, "the jail's own"},
      {{"/h", "/proc/self"}, "the jail's own"},
      {{"/h", "/lib/x"}, "stands on or below \"/lib\""},
      {{"h", "/a"}, "host path \"h\" is not absolute"},
      {{"/missing", "/a"}, "/missing"},
      {{"/h", std::string("/a\0b", 4)}, "NUL"},
  };
  for (const auto& test : kCases) {
    RootFilesystem root;
    root.symlinks = {{"/lib", "usr/lib"}};
    root.binds = {test.bind};
    const absl::Status status = PlanRoot(root, EndsInSlashD).status();
    EXPECT_FALSE(status.ok()) << test.bind.jail_path;
    EXPECT_TRUE(absl::StrContains(status.message(), test.message)) << status;
  }
}

}  // namespace
}  // namespace assay::sandbox
