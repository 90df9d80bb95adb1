#include "judge/evaluate/hide_path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

std::string ProcPath(const UniqueFd& fd) { return absl::StrCat("/proc/self/fd/", fd.get()); }

TEST(HidePathTest, AFileIsReadOnlyAndWithoutPath) {
  if (geteuid() != 0) GTEST_SKIP() << "a mount needs root";
  const std::string path = absl::StrCat(testing::TempDir(), "/hide_path_test_", getpid());
  ASSERT_TRUE(WriteFile(path, "0123456789", 0666).ok());
  ASSERT_EQ(chmod(path.c_str(), 0666), 0);
  absl::StatusOr<UniqueFd> fd = OpenFile(path, O_RDONLY);
  ASSERT_TRUE(fd.ok()) << fd.status();
  EXPECT_EQ(std::filesystem::read_symlink(ProcPath(*fd)), std::filesystem::canonical(path));
  ASSERT_EQ(lseek(fd->get(), 4, SEEK_SET), 4);

  const absl::StatusOr<UniqueFd> hidden = HidePath(*std::move(fd), /*privileged=*/true);
  ASSERT_TRUE(hidden.ok()) << hidden.status();
  EXPECT_EQ(std::filesystem::read_symlink(ProcPath(*hidden)), "/");
  EXPECT_NE(fcntl(hidden->get(), F_GETFD) & FD_CLOEXEC, 0);
  const int writable = open(ProcPath(*hidden).c_str(), O_WRONLY);
  EXPECT_EQ(writable, -1);
  EXPECT_EQ(errno, EROFS);
  EXPECT_EQ(*ReadDescriptor(hidden->get(), 100, "hidden"), "456789");
  unlink(path.c_str());
}

TEST(HidePathTest, WithoutPrivilegesAFileIsASealedCopy) {
  const std::string path = absl::StrCat(testing::TempDir(), "/hide_path_copy_", getpid());
  ASSERT_TRUE(WriteFile(path, "0123456789", 0666).ok());
  absl::StatusOr<UniqueFd> fd = OpenFile(path, O_RDONLY);
  ASSERT_TRUE(fd.ok()) << fd.status();
  ASSERT_EQ(lseek(fd->get(), 4, SEEK_SET), 4);

  const absl::StatusOr<UniqueFd> hidden = HidePath(*std::move(fd), /*privileged=*/false);
  ASSERT_TRUE(hidden.ok()) << hidden.status();
  EXPECT_EQ(std::filesystem::read_symlink(ProcPath(*hidden)), "/memfd:input (deleted)");
  EXPECT_NE(fcntl(hidden->get(), F_GETFD) & FD_CLOEXEC, 0);
  // What a program that owns the file may do to it, it does to the copy.
  const UniqueFd writable(open(ProcPath(*hidden).c_str(), O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(write(writable.get(), "x", 1), -1);
  EXPECT_EQ(fchmod(hidden->get(), 0), 0);
  EXPECT_EQ(*ReadDescriptor(hidden->get(), 100, "hidden"), "456789");
  EXPECT_EQ(*ReadFile(path, 100), "0123456789");
  unlink(path.c_str());
}

TEST(HidePathTest, APipeStaysAsItIs) {
  EXPECT_FALSE(HidePath(UniqueFd(), true)->valid());
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const UniqueFd writer(ends[1]);
  const absl::StatusOr<UniqueFd> hidden = HidePath(UniqueFd(ends[0]), true);
  ASSERT_TRUE(hidden.ok()) << hidden.status();
  EXPECT_EQ(hidden->get(), ends[0]);
}

}  // namespace
}  // namespace assay::judge
