#include "judge/evaluate/piped_input.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

absl::StatusOr<UniqueFd> Pipe(const std::string& text) {
  const std::string path = testing::TempDir() + "/input";
  EXPECT_TRUE(WriteFile(path, text).ok());
  return PipedInput(*OpenFile(path, O_RDONLY));
}

TEST(PipedInputTest, CanBeReadOnce) {
  const auto input = Pipe("word\n");
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(*ReadDescriptor(input->get(), 100, "pipe"), "word\n");
  EXPECT_EQ(lseek(input->get(), 0, SEEK_SET), -1);
  // Nor by its path, which a program with /proc has.
  const auto again = OpenFile(absl::StrCat("/proc/self/fd/", input->get()), O_RDONLY | O_NONBLOCK);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*ReadDescriptor(again->get(), 100, "pipe"), "");
}

TEST(PipedInputTest, TakesSoMuch) {
  EXPECT_EQ(ReadDescriptor(Pipe("")->get(), 100, "pipe").value(), "");
  const std::string most(kMostPipedInputBytes, 'x');
  EXPECT_EQ(ReadDescriptor(Pipe(most)->get(), 1 << 20, "pipe").value(), most);
  EXPECT_TRUE(absl::IsInvalidArgument(Pipe(most + "x").status()));
}

}  // namespace
}  // namespace assay::judge
