#include "judge/cli/output_writer.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "sandbox/base/file.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

TEST(OutputWriterTest, APipeGetsTheBytes) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const auto created = OutputWriter::Create(write_end.get(), {});
  ASSERT_TRUE(created.ok()) << created.status();
  OutputWriter& writer = **created;
  writer.Append("a\x1b[31m");
  writer.Append(std::string("\0\xff", 2));
  EXPECT_TRUE(writer.Finish().ok());
  EXPECT_TRUE(writer.Finish().ok());
  write_end.Reset();
  EXPECT_EQ(ReadDescriptor(read_end.get(), 100, "pipe").value(), std::string("a\x1b[31m\0\xff", 8));
}

TEST(OutputWriterTest, ASlowReaderDoesNotHoldUpAppend) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const UniqueFd read_end(ends[0]);
  UniqueFd write_end(ends[1]);
  const std::string block(1 << 20, 'x');
  const auto created = OutputWriter::Create(write_end.get(), {});
  ASSERT_TRUE(created.ok()) << created.status();
  OutputWriter& writer = **created;
  for (int i = 0; i < 4; ++i) writer.Append(block);
  std::string read(4 << 20, '\0');
  for (size_t done = 0; done < read.size();) {
    const ssize_t count = ::read(read_end.get(), read.data() + done, read.size() - done);
    ASSERT_GT(count, 0);
    done += count;
  }
  EXPECT_TRUE(writer.Finish().ok());
  EXPECT_EQ(read, std::string(4 << 20, 'x'));
}

TEST(OutputWriterTest, ATerminalGetsNothingHarmful) {
  int controller = -1;
  int terminal = -1;
  termios raw = {};
  cfmakeraw(&raw);
  ASSERT_EQ(openpty(&controller, &terminal, nullptr, &raw, nullptr), 0);
  const UniqueFd controller_fd(controller);
  const UniqueFd terminal_fd(terminal);
  const auto created = OutputWriter::Create(terminal, {});
  ASSERT_TRUE(created.ok()) << created.status();
  OutputWriter& writer = **created;
  writer.Append("a\x1b[31m\xc3");
  usleep(50'000);  // Lets the first piece be written alone.
  writer.Append("\xbc\n");
  EXPECT_TRUE(writer.Finish().ok());
  char buffer[100];
  std::string read;
  while (read.find('\n') == std::string::npos) {
    const ssize_t count = ::read(controller, buffer, sizeof buffer);
    ASSERT_GT(count, 0);
    read.append(buffer, count);
  }
  EXPECT_EQ(read, "a\\x1b[31m\xc3\xbc\n");
}

TEST(OutputWriterTest, ABrokenPipeIsTold) {
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const UniqueFd write_end(ends[1]);
  absl::Notification told;
  const auto created = OutputWriter::Create(write_end.get(), [&] { told.Notify(); });
  ASSERT_TRUE(created.ok()) << created.status();
  OutputWriter& writer = **created;
  writer.Append("x");
  told.WaitForNotification();
  writer.Append("y");
  EXPECT_FALSE(writer.Finish().ok());
}

}  // namespace
}  // namespace assay::judge
