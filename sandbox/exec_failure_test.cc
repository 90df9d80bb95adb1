#include "sandbox/exec_failure.h"

#include <cerrno>

#include "gtest/gtest.h"
#include "sandbox/base/status.h"

namespace assay::sandbox {
namespace {

TEST(ExecFailureTest, TellsTheFilesFaultFromTheHosts) {
  for (int error_number : {ENOENT, EACCES, ENOEXEC, ELIBBAD, EISDIR}) {
    const absl::Status status = ExecFailure(error_number, "/box/program");
    EXPECT_TRUE(IsUnexecutable(status)) << status;
    EXPECT_TRUE(IsUnexecutable(Annotate(status, "test 1"))) << status;
    // The same errno of another call says nothing about a program.
    EXPECT_FALSE(IsUnexecutable(ErrnoStatus(error_number, "mkdir /sys/fs/cgroup/x")));
  }
  for (int error_number : {ENOMEM, EAGAIN, EMFILE, EIO}) {
    EXPECT_FALSE(IsUnexecutable(ExecFailure(error_number, "/box/program"))) << error_number;
  }
  EXPECT_FALSE(IsUnexecutable(absl::OkStatus()));
}

}  // namespace
}  // namespace assay::sandbox
