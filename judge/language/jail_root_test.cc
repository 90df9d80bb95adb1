#include "judge/language/jail_root.h"

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(JailRootTest, TakesMountsOver) {
  ::judge::v1::CompileStep step;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(mounts { host_path: "/usr/lib" }
           mounts { host_path: "/usr" jail_path: "/opt/usr" }
           mounts { host_path: "/no/such/folder" optional: true }
           mounts { host_path: "/no/such/required" }
           mounts { host_path: "/usr/bin" optional: true }
           mounts { jail_path: "/lib" symlink_target: "usr/lib" })pb",
      &step));
  sandbox::RootFilesystem expected;
  expected.binds = {{"/usr/lib", "/usr/lib", false},
                    {"/usr", "/opt/usr", false},
                    {"/no/such/required", "/no/such/required", false},
                    {"/usr/bin", "/usr/bin", false}};
  expected.symlinks = {{"/lib", "usr/lib"}};
  EXPECT_EQ(MakeJailRoot(step.mounts(), false), expected);
  expected.proc = true;
  EXPECT_EQ(MakeJailRoot(step.mounts(), true), expected);
}

}  // namespace
}  // namespace assay::judge
