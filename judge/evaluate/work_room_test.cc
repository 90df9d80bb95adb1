#include "judge/evaluate/work_room.h"

#include <sys/mman.h>
#include <unistd.h>

#include <limits>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

std::vector<sandbox::WorkFile> Files(const std::vector<std::pair<std::string, int64_t>>& sizes) {
  std::vector<sandbox::WorkFile> files;
  files.push_back({.path = "folder"});
  for (const auto& [path, bytes] : sizes) {
    UniqueFd contents(memfd_create("file", MFD_CLOEXEC));
    EXPECT_EQ(ftruncate(contents.get(), bytes), 0);
    files.push_back({.path = path, .contents = std::move(contents)});
  }
  return files;
}

TEST(CheckWorkFiles, TakesWhatFits) {
  EXPECT_TRUE(CheckWorkFiles("v.py", {}).ok());
  EXPECT_TRUE(CheckWorkFiles("v.py", Files({{"input", kMostWorkFileBytes}, {"answer", 0}})).ok());
}

TEST(CheckWorkFiles, NamesTheLargest) {
  const absl::Status status =
      CheckWorkFiles("v.py", Files({{"input", 2}, {"answer", kMostWorkFileBytes - 1}}));
  EXPECT_TRUE(IsProblemFault(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("v.py: files of more than 1024 MiB"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("\"answer\" alone has 1073741823 bytes"));
}

TEST(CheckWorkFiles, AddsUpWhatNoIntegerHas) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max() - 4095;
  EXPECT_TRUE(IsProblemFault(CheckWorkFiles("v.py", Files({{"input", kMost}, {"x", kMost}}))));
}

}  // namespace
}  // namespace assay::judge
