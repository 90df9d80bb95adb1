#include "judge/store/state_directory.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

class StateDirectoryTest : public testing::Test {
 protected:
  void SetUp() override { root_ = absl::StrCat(testing::TempDir(), "/state_", getpid()); }
  void TearDown() override { fs::remove_all(root_); }
  int CountOfProcesses() const {
    return std::distance(fs::directory_iterator(root_ + "/run"), fs::directory_iterator());
  }
  std::string root_;
};

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

TEST_F(StateDirectoryTest, IsPrivateOutsideAndReadableInside) {
  const auto state = StateDirectory::Open(root_);
  ASSERT_TRUE(state.ok()) << state.status();
  const auto directory = (*state)->MakeDirectory("compile");
  ASSERT_TRUE(directory.ok()) << directory.status();
  EXPECT_EQ(ModeOf(root_), 0700u);
  EXPECT_EQ(ModeOf((*state)->path()), 0700u);
  EXPECT_EQ(ModeOf(directory->path()), 0755u);
  EXPECT_TRUE(absl::StartsWith(directory->path(), (*state)->path() + "/compile-"));
}

TEST_F(StateDirectoryTest, NothingStays) {
  std::optional<std::unique_ptr<StateDirectory>> state = *StateDirectory::Open(root_);
  {
    TemporaryDirectory directory = *(*state)->MakeDirectory("x");
    TemporaryDirectory moved = std::move(directory);
    ASSERT_TRUE(WriteFile(moved.path() + "/file", "data").ok());
  }
  EXPECT_TRUE(fs::is_empty((*state)->path()));
  ASSERT_TRUE(WriteFile((*state)->path() + "/left", "data").ok());
  EXPECT_EQ(CountOfProcesses(), 1);
  state.reset();
  EXPECT_EQ(CountOfProcesses(), 0);
}

TEST_F(StateDirectoryTest, TheDeadAreRemovedAndTheLivingKept) {
  const auto living = StateDirectory::Open(root_);
  ASSERT_TRUE(living.ok()) << living.status();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto dead = StateDirectory::Open(root_);
    const bool ok = dead.ok() && WriteFile((*dead)->path() + "/file", "data").ok();
    _exit(ok ? 0 : 1);  // Without destructors, as if killed.
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(CountOfProcesses(), 2);
  const auto next = StateDirectory::Open(root_);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(CountOfProcesses(), 2);
  EXPECT_TRUE(fs::exists((*living)->path()));
  EXPECT_TRUE(fs::exists((*next)->path()));
}

TEST_F(StateDirectoryTest, AFileInTheWayIsNamed) {
  ASSERT_TRUE(WriteFile(root_, "").ok());
  const absl::Status status = StateDirectory::Open(root_ + "/below").status();
  EXPECT_TRUE(absl::StrContains(status.message(), "ASSAY_STATE_DIR")) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), root_)) << status;
}

TEST(DefaultStateRootTest, FollowsTheEnvironment) {
  setenv("ASSAY_STATE_DIR", "/some/where", 1);
  EXPECT_EQ(DefaultStateRoot().value(), "/some/where");
  setenv("ASSAY_STATE_DIR", "relative", 1);
  EXPECT_EQ(DefaultStateRoot().status().code(), absl::StatusCode::kInvalidArgument);
  unsetenv("ASSAY_STATE_DIR");
  setenv("XDG_STATE_HOME", "/xdg", 1);
  EXPECT_EQ(DefaultStateRoot().value(), geteuid() == 0 ? "/var/lib/assay" : "/xdg/assay");
}

}  // namespace
}  // namespace assay::judge
