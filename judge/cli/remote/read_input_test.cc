#include "judge/cli/remote/read_input.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <string>

#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

class ReadInputTest : public testing::Test {
 protected:
  ReadInputTest() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    input_ = UniqueFd(ends[0]);
    writer_ = UniqueFd(ends[1]);
  }

  void Write(const std::string& data) {
    EXPECT_EQ(write(writer_.get(), data.data(), data.size()), static_cast<ssize_t>(data.size()));
  }

  UniqueFd input_;
  UniqueFd writer_;
  UniqueFd stop_{eventfd(0, EFD_CLOEXEC)};
};

TEST_F(ReadInputTest, ReadsToTheEnd) {
  Write("one");
  EXPECT_EQ(ReadPiece(input_.get(), stop_.get(), 2).value_or("error"), "on");
  Write(" two");
  writer_.Reset();
  EXPECT_EQ(ReadInput(input_.get(), stop_.get(), 5).value_or("error"), "e two");
  EXPECT_EQ(ReadInput(input_.get(), stop_.get(), 5).value_or("error"), "");
}

TEST_F(ReadInputTest, StopsWhereNothingComes) {
  EXPECT_EQ(eventfd_write(stop_.get(), 1), 0);
  EXPECT_EQ(ReadInput(input_.get(), stop_.get(), 5).value_or("error"), "");
}

TEST_F(ReadInputTest, Bounded) {
  Write("123456");
  EXPECT_TRUE(absl::IsInvalidArgument(ReadInput(input_.get(), stop_.get(), 5).status()));
}

TEST_F(ReadInputTest, TellsOfWhatCannotBeRead) {
  const UniqueFd folder(open("/", O_RDONLY | O_CLOEXEC));
  EXPECT_FALSE(ReadInput(folder.get(), stop_.get(), 5).ok());
}

}  // namespace
}  // namespace assay::judge
