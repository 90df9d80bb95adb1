#include "judge/evaluate/compile_message.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(CompilerMessagesTest, ShowTheUsersNameAndNoEscapes) {
  Capture output(100);
  output.Append("/src/main.cpp:1:2: error: \x1b[31mbad\n/src/util.h:3: note\n/src/main.cpp\n");
  EXPECT_EQ(CompilerMessages(output, {{"/src/main.cpp", "my file.cpp"}, {"/src/util.h", "util.h"}}),
            "my file.cpp:1:2: error: \\x1b[31mbad\nutil.h:3: note\nmy file.cpp\n");
}

TEST(CaptureTest, KeepsTheFirstBytes) {
  Capture output(4);
  output.Append("ab");
  EXPECT_FALSE(output.truncated());
  output.Append("cdef");
  EXPECT_TRUE(output.truncated());
  output.Append("gh");
  EXPECT_EQ(output.data(), "abcd");
}

TEST(CaptureTest, KeepsTheLastBytesWhenAskedTo) {
  for (const size_t piece : {1, 2, 3, 26}) {
    Capture output(4, 3);
    const absl::string_view text = "abcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < text.size(); i += piece) output.Append(text.substr(i, piece));
    EXPECT_EQ(output.data(), "abcd");
    EXPECT_EQ(output.Printable(), "abcd\n[19 bytes left out]\nxyz") << piece;
  }
  Capture fits(4, 3);
  fits.Append("abcd");
  EXPECT_EQ(fits.Printable(), "abcd");
}

TEST(CaptureTest, ACharacterCutInTwoIsLeftOut) {
  Capture output(4);
  output.Append("abc\xc3\xbc");
  EXPECT_EQ(output.Printable(), "abc");
  Capture whole(5);
  whole.Append("abc\xc3\xbc");
  EXPECT_EQ(whole.Printable(), "abc\xc3\xbc");
  Capture empty(0);
  empty.Append("x");
  EXPECT_EQ(empty.Printable(), "");
}

TEST(CompilerFailureTest, SaysWhatStoppedIt) {
  sandbox::Limits limits;
  limits.cpu_time = absl::Seconds(10);
  limits.wall_time = absl::Seconds(20);
  limits.memory_bytes = 512 << 20;
  limits.output_bytes = 256 << 10;
  limits.file_size_bytes = 64 << 20;
  struct Case {
    sandbox::Outcome outcome;
    const char* message;
  };
  const Case cases[] = {
      {sandbox::Exited{1}, ""},
      {sandbox::Exited{0}, "the compiler made no program"},
      {sandbox::Signaled{11}, "the compiler was stopped: killed by SIGSEGV"},
      {sandbox::SyscallDenied{"socket", {}}, "the compiler was stopped: denied system call socket"},
      {sandbox::LimitExceeded{sandbox::Limit::kCpuTime},
       "the compiler was stopped: cpu time limit of 10s exceeded"},
      {sandbox::LimitExceeded{sandbox::Limit::kWallTime},
       "the compiler was stopped: wall time limit of 20s exceeded"},
      {sandbox::LimitExceeded{sandbox::Limit::kMemory},
       "the compiler was stopped: memory limit of 512 MiB exceeded"},
      {sandbox::LimitExceeded{sandbox::Limit::kOutput},
       "the compiler was stopped: limit of 256 KiB on messages exceeded"},
      {sandbox::LimitExceeded{sandbox::Limit::kFileSize},
       "the compiler was stopped: limit of 64 MiB on file size exceeded"},
  };
  for (const Case& c : cases) EXPECT_EQ(CompilerFailure(c.outcome, limits), c.message);
}

}  // namespace
}  // namespace assay::judge
