#include "judge/cli/input_feed.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

std::string ReadAll(const UniqueFd& fd) {
  return ReadDescriptor(fd.get(), 1 << 20, "input").value_or("(error)");
}

TEST(InputFeedTest, AFileIsReadOnlyAndHasItsOwnPosition) {
  const std::string path = absl::StrCat(testing::TempDir(), "/input_feed_", getpid());
  ASSERT_TRUE(WriteFile(path, "0123456789").ok());
  const UniqueFd fd = OpenFile(path, O_RDWR).value();
  ASSERT_EQ(lseek(fd.get(), 4, SEEK_SET), 4);
  const UniqueFd end = (*InputFeed::FromDescriptor(fd.get()))->TakeProgramEnd();
  EXPECT_EQ(ReadAll(end), "456789");
  EXPECT_EQ(write(end.get(), "x", 1), -1);
  EXPECT_EQ(lseek(fd.get(), 0, SEEK_CUR), 4);
  EXPECT_EQ(ReadAll((*InputFeed::FromFile(path))->TakeProgramEnd()), "0123456789");
  unlink(path.c_str());
}

TEST(InputFeedTest, APipeIsCopied) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const auto feed = InputFeed::FromDescriptor(read_end.get());
  ASSERT_TRUE(feed.ok()) << feed.status();
  const UniqueFd end = (*feed)->TakeProgramEnd();
  ASSERT_EQ(write(write_end.get(), "hello", 5), 5);
  write_end.Reset();
  EXPECT_EQ(ReadAll(end), "hello");
}

TEST(InputFeedTest, StopsWhileItWaits) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd read_end(ends[0]);
  const UniqueFd write_end(ends[1]);
  // Waits for the source.
  { const auto feed = InputFeed::FromDescriptor(read_end.get()); }
  // Waits for the program, which does not read.
  ASSERT_EQ(fcntl(write_end.get(), F_SETFL, O_NONBLOCK), 0);
  const std::string block(4096, 'x');
  while (write(write_end.get(), block.data(), block.size()) > 0) {
  }
  const auto feed = InputFeed::FromDescriptor(read_end.get());
}

TEST(InputFeedTest, AProgramThatDoesNotReadIsNoError) {
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd read_end(ends[0]);
  const UniqueFd write_end(ends[1]);
  const auto feed = InputFeed::FromDescriptor(read_end.get());
  (*feed)->TakeProgramEnd().Reset();
  ASSERT_EQ(write(write_end.get(), "x", 1), 1);
}

TEST(InputFeedTest, WhatIsNoInputIsRefused) {
  const std::string fifo = absl::StrCat(testing::TempDir(), "/input_fifo_", getpid());
  ASSERT_EQ(mkfifo(fifo.c_str(), 0644), 0);
  for (const std::string& path : {fifo, std::string("/dev/zero"), testing::TempDir()}) {
    const absl::Status status = InputFeed::FromFile(path).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "is not a regular file")) << status;
  }
  EXPECT_EQ(InputFeed::FromFile("/no/such").status().code(), absl::StatusCode::kNotFound);
  unlink(fifo.c_str());
}

TEST(InputFeedTest, AClosedDescriptorIsEmpty) {
  EXPECT_FALSE((*InputFeed::FromDescriptor(987))->TakeProgramEnd().valid());
}

}  // namespace
}  // namespace assay::judge
