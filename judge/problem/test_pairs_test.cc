#include "judge/problem/test_pairs.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"

namespace assay::judge {
namespace {

TEST(PairTestFiles, Good) {
  const struct {
    std::vector<std::string> file_names;
    std::vector<std::string> endings;
    std::vector<TestPair> pairs;
  } cases[] = {
      {{}, {".ans"}, {}},
      {{"README", "1.png"}, {".ans"}, {}},
      {{"1.ans", "1.hint", "1.in"}, {".ans"}, {{"1", "1.in", "1.ans"}}},
      {{"a.b.in", "a.b.out", "1.in", "1.ans"},
       {".ans", ".out"},
       {{"a.b", "a.b.in", "a.b.out"}, {"1", "1.in", "1.ans"}}},
      {{"1.in", "1.out", "1.ans"}, {".ans", ".out"}, {{"1", "1.in", "1.ans"}}},
      {{"1.out"}, {".ans"}, {}},
  };
  for (const auto& c : cases) {
    const auto pairs = PairTestFiles("t", c.file_names, c.endings);
    ASSERT_TRUE(pairs.ok()) << pairs.status();
    EXPECT_TRUE(*pairs == c.pairs) << testing::PrintToString(c.file_names);
  }
}

TEST(PairTestFiles, FaultsNameTheFile) {
  const struct {
    std::vector<std::string> file_names;
    std::string message;
  } cases[] = {
      {{"1.in"}, "t/1.in has no answer; add 1.ans beside it"},
      {{"1.in", "1.out"}, "t/1.in has no answer; add 1.ans beside it"},
      {{"1.ans", "1.in", "2.ans"}, "t/\"2.ans\" is an answer without input; add \"2\".in"},
      {{"a\nb.in", "a\nb.ans"},
       "the name of t/\"a\\nb.in\" must be UTF-8 without control or invisible characters"},
  };
  for (const auto& c : cases) {
    const absl::Status status = PairTestFiles("t", c.file_names, {".ans"}).status();
    EXPECT_TRUE(IsProblemFault(status));
    EXPECT_EQ(status.message(), c.message);
  }
}

TEST(CheckSubfolderName, AFolderIsNoTestFile) {
  for (const char* name : {"a", "in", "ans", "1.in.d", "1.out", "1.files"}) {
    EXPECT_TRUE(CheckSubfolderName("t", name, {".ans"}).ok()) << name;
  }
  for (const char* name : {"1.in", "1.ans", ".in"}) {
    EXPECT_TRUE(IsProblemFault(CheckSubfolderName("t", name, {".ans"}))) << name;
  }
  const absl::Status status = CheckSubfolderName("t", "1.out", {".ans", ".out"});
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_EQ(
      status.message(),
      "t/\"1.out\" is a folder, and is named as the answer of a test; give it another name, or "
      "put a file there");
}

}  // namespace
}  // namespace assay::judge
