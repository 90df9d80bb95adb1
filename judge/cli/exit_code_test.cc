#include "judge/cli/exit_code.h"

#include <cerrno>

#include "gtest/gtest.h"
#include "sandbox/base/status.h"
#include "sandbox/exec_failure.h"

namespace assay::judge {
namespace {

TEST(ExitCodeTest, OfVerdicts) {
  EXPECT_EQ(ExitCodeOf(::judge::v1::VERDICT_ACCEPTED), 0);
  EXPECT_EQ(ExitCodeOf(::judge::v1::VERDICT_WRONG_ANSWER), 1);
  EXPECT_EQ(ExitCodeOf(::judge::v1::VERDICT_COMPILE_ERROR), 1);
  EXPECT_EQ(ExitCodeOf(::judge::v1::VERDICT_SYSCALL_DENIED), 1);
  EXPECT_EQ(ExitCodeOf(::judge::v1::VERDICT_JUDGE_ERROR), 3);
}

TEST(ExitCodeTest, OfArguments) {
  EXPECT_EQ(ExitCodeOfArgument(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCodeOfArgument(absl::NotFoundError("")), 2);
  EXPECT_EQ(ExitCodeOfArgument(absl::PermissionDeniedError("")), 2);
  EXPECT_EQ(ExitCodeOfArgument(absl::FailedPreconditionError("")), 4);
  EXPECT_EQ(ExitCodeOfArgument(absl::UnavailableError("")), 4);
}

TEST(ExitCodeTest, OfRuns) {
  for (const int error : {ENOENT, EACCES, ENOEXEC, ELOOP, ENOTDIR, EISDIR, E2BIG}) {
    EXPECT_EQ(ExitCodeOfRun(sandbox::ExecFailure(error, "/x")), 2) << error;
  }
  EXPECT_EQ(ExitCodeOfRun(sandbox::ExecFailure(ENOMEM, "/x")), 4);
  EXPECT_EQ(ExitCodeOfRun(ErrnoStatus(ENOENT, "mkdir /sys/fs/cgroup/x")), 4);
  EXPECT_EQ(ExitCodeOfRun(absl::DeadlineExceededError("a killed jail did not die in 10 s")), 4);
  EXPECT_EQ(ExitCodeOfRun(absl::InternalError("a jail's message is cut off")), 4);
  EXPECT_EQ(ExitCodeOfRun(absl::AbortedError("")), 4);
  EXPECT_EQ(ExitCodeOfRun(absl::UnavailableError("")), 4);
}

TEST(ExitCodeTest, AMessageIsOneLine) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(Fail(kExitUsage, absl::InvalidArgumentError("a\nb\x1b")), 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sandbox_cli: a\\x0ab\\x1b\n");
}

}  // namespace
}  // namespace assay::judge
