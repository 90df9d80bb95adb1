#include "judge/problem/test_name.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(IsPlainText, Table) {
  const struct {
    absl::string_view text;
    bool plain;
  } cases[] = {
      {"", true},
      {"01 small-a_b.c", true},
      {"\xd1\x82\xd0\xb5\xd1\x81\xd1\x82", true},
      {"\xf0\x9f\x98\x80", true},
      {"a\nb", false},
      {"\x1b[31m", false},
      {"\x7f", false},
      {"\xc2\x9b", false},          // CSI as one character.
      {"\xc2", false},              // Cut short.
      {"\x80", false},              // No lead byte.
      {"\xc0\xaf", false},          // Overlong.
      {"\xe0\x80\xaf", false},      // Overlong.
      {"\xf0\x80\x80\xaf", false},  // Overlong.
      {"\xed\xa0\x80", false},      // Surrogate.
      {"\xf4\x90\x80\x80", false},  // Above U+10FFFF.
      {"\xff", false},
      {absl::string_view("a\0", 2), false},
  };
  for (const auto& c : cases) EXPECT_EQ(IsPlainText(c.text), c.plain) << Quote(c.text);
}

TEST(Quote, IsOneShortLine) {
  EXPECT_EQ(Quote("a b"), "\"a b\"");
  EXPECT_EQ(Quote("a\nb"), "\"a\\nb\"");
  EXPECT_EQ(Quote(std::string(200, 'x')), "\"" + std::string(100, 'x') + "...\"");
}

TEST(NaturalLess, Order) {
  const std::vector<std::string> ordered = {
      "",
      "0",
      "00",
      "01",
      "1",
      "2",
      "10",
      "10a",
      "10b",
      "99999999999999999999998",
      "99999999999999999999999",
      "a",
      "a1",
      "a1b",
      "a2",
      "a10",
      "b",
      "\xc3\xa4",
  };
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(NaturalLess(ordered[i], ordered[j]), i < j) << ordered[i] << " < " << ordered[j];
    }
  }
}

TEST(PathLess, Order) {
  std::vector<std::string> names = {"secret/a-b", "secret/a/b", "sample/2", "secret/10",
                                    "secret/2",   "sample/1",   "secret/a"};
  std::sort(names.begin(), names.end(), PathLess);
  EXPECT_THAT(names, testing::ElementsAre("sample/1", "sample/2", "secret/10", "secret/2",
                                          "secret/a", "secret/a/b", "secret/a-b"));
}

}  // namespace
}  // namespace assay::judge
