#include "judge/language/toolchain_identity.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

class ToolchainIdentityTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("bin/cc-12", "compiler");
    std::filesystem::create_symlink("cc-12", folder_ / "bin/cc");
    folder_.Write("include/stdio.h", "header");
    step_.add_command(folder_ / "bin/cc");
    step_.add_mounts()->set_host_path(folder_ / "include");
  }

  std::string Identity() const { return ToolchainIdentity(step_); }

  TempFolder folder_;
  ::judge::v1::CompileStep step_;
};

TEST_F(ToolchainIdentityTest, IsTheSameWhileNothingChanges) {
  EXPECT_EQ(Identity().size(), 32u);
  EXPECT_EQ(Identity(), Identity());
}

TEST_F(ToolchainIdentityTest, ChangesWithTheCompiler) {
  const std::string before = Identity();
  folder_.Write("bin/cc-12", "another compiler");
  EXPECT_NE(Identity(), before);
}

TEST_F(ToolchainIdentityTest, ChangesWithWhatALinkLeadsTo) {
  const std::string before = Identity();
  std::filesystem::copy_file(folder_ / "bin/cc-12", folder_ / "bin/cc-13");
  std::filesystem::remove(folder_ / "bin/cc");
  std::filesystem::create_symlink("cc-13", folder_ / "bin/cc");
  EXPECT_NE(Identity(), before);
}

TEST_F(ToolchainIdentityTest, ChangesWithTheFilesOfAMount) {
  const std::string before = Identity();
  folder_.Write("include/more.h", "header");
  EXPECT_NE(Identity(), before);
}

TEST_F(ToolchainIdentityTest, ChangesWhenAnOptionalFileComes) {
  step_.add_optional_arguments()->set_if_file(folder_ / "bin/ld.gold");
  const std::string before = Identity();
  folder_.Write("bin/ld.gold", "linker");
  EXPECT_NE(Identity(), before);
}

}  // namespace
}  // namespace assay::judge
