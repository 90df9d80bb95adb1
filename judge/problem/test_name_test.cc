#include "judge/problem/test_name.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(Quote, IsOneShortLine) {
  EXPECT_EQ(Quote("a b"), "\"a b\"");
  EXPECT_EQ(Quote("a\nb"), "\"a\\nb\"");
  EXPECT_EQ(Quote("a\u202ez"), "\"a\\xe2\\x80\\xaez\"");
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
