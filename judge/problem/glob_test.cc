#include "judge/problem/glob.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;

TEST(ExpandBraces, Table) {
  EXPECT_THAT(*ExpandBraces("a/b"), ElementsAre("a/b"));
  EXPECT_THAT(*ExpandBraces("{simple,complex}.py"), ElementsAre("simple.py", "complex.py"));
  EXPECT_THAT(*ExpandBraces("a.{py,c{,pp}}"), ElementsAre("a.py", "a.c", "a.cpp"));
  EXPECT_THAT(*ExpandBraces("{a,b}{1,2}"), ElementsAre("a1", "a2", "b1", "b2"));
  for (const char* bad : {"{a", "a}", "{a,{b}"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ExpandBraces(bad).status())) << bad;
  }
  std::string bomb;
  for (int i = 0; i < 1000; ++i) bomb += "{a,b}";
  EXPECT_TRUE(absl::IsInvalidArgument(ExpandBraces(bomb).status()));
}

TEST(MatchesGlob, Table) {
  const struct {
    std::string pattern;
    std::string path;
    bool matches;
  } cases[] = {
      {"accepted", "accepted/a.py", true},
      {"accepted/*", "accepted/a.py", true},
      {"accepted/*", "accepted", false},
      {"*", "accepted/a.py", true},
      {"*.py", "accepted/a.py", false},
      {"*/a.*", "accepted/a.py", true},
      {"accepted/a", "accepted/a.py", false},
      {"secret/*-easy", "secret/1-easy", true},
      {"secret/*-easy", "secret/1-easy/x", true},
      {"secret/*-easy", "secret/1-hard", false},
      {"a*b*c", "aXbXbXc", true},
      {"a*b*c", "aXbXb", false},
      {"a/b/c", "a/b", false},
      {"**", "ab", true},
      {"[ab]", "a", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(MatchesGlob(c.pattern, c.path), c.matches) << c.pattern << " " << c.path;
  }
}

TEST(MatchesGlob, ManyStarsAreNotSlow) {
  std::string pattern;
  for (int i = 0; i < 10'000; ++i) pattern += "*a";
  EXPECT_FALSE(MatchesGlob(pattern + "b", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace assay::judge
