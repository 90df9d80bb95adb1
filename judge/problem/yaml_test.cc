#include "judge/problem/yaml.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"

namespace assay::judge {
namespace {

std::string Repeat(absl::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result.append(text.data(), text.size());
  return result;
}

TEST(ParseYaml, Values) {
  const absl::StatusOr<YamlMap> map =
      ParseYaml("a: &x 1\nb:\n  - two\n  - *x\n  - c: ~\nd:\ne: \"\"\n", "f");
  ASSERT_TRUE(map.ok()) << map.status();
  ASSERT_EQ(map->size(), 4u);
  EXPECT_EQ((*map)[0].key, "a");
  EXPECT_EQ(*(*map)[0].value.scalar(), "1");
  const YamlList& list = *(*map)[1].value.list();
  EXPECT_EQ((*map)[1].value.line, 3);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(*list[1].scalar(), "1");
  EXPECT_EQ(list[0].line, 3);
  EXPECT_EQ(list[2].map()->front().key, "c");
  EXPECT_TRUE((*map)[2].value.is_null());
  EXPECT_EQ((*map)[2].value.line, 6);
  EXPECT_EQ(*(*map)[3].value.scalar(), "");
}

TEST(ParseYaml, EmptyIsAnEmptyMap) {
  for (const absl::string_view text : {"", "\n", "# nothing\n", "---\n", "~"}) {
    const auto map = ParseYaml(text, "f");
    ASSERT_TRUE(map.ok()) << map.status();
    EXPECT_TRUE(map->empty());
  }
}

TEST(ParseYaml, FaultsNameTheLine) {
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"a: 1\nb: [1\nc: 2\n", "f:3: not YAML"},
      {"a: 1\n\tb: 2\n", "f:2: not YAML"},
      {"a: *none\n", "f:1: not YAML"},
      {"- 1\n- 2\n", "f:1: the top must be a map"},
      {"text", "f:1: the top must be a map"},
      {"a: 1\nb: 2\na: 3\n", "f:3: the key \"a\" comes twice"},
      {"[1]: 1\n", "f:1: a key must be a plain word"},
      {"a: 1\n---\nb: 1\n", "f:2: a second document"},
      {"& 1,2", "f:1: not YAML"},
      {absl::StrCat("a: \"\\", std::string(1, '\0'), "\""),
       "f:1: not YAML: unknown escape character: \\x00"},
      {"a: \xff\xfe\n: : :", "f:2: a key must be a plain word"},
      {"%TAG ! x\n%TAG ! x\n", "f:2: not YAML"},
      {"&a [*a]", "f:1: too deeply nested"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseYaml(c.text, "f").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message;
    EXPECT_THAT(std::string(status.message()), testing::StartsWith(c.message));
  }
}

TEST(ParseYaml, BombsAreFaults) {
  std::string aliases = "a0: &a0 x\n";
  for (int i = 1; i < 30; ++i) {
    absl::StrAppend(&aliases, "a", i, ": &a", i, " [", Repeat(absl::StrCat("*a", i - 1, ","), 9),
                    "]\n");
  }
  const std::string bombs[] = {
      aliases,
      "a: &a\n  b: *a\n",
      "a: &a [*a]\n",
      absl::StrCat("a: ", std::string(40, '['), std::string(40, ']')),
      absl::StrCat("a: ", std::string(200'000, '[')),
      std::string(200'000, '{'),
      Repeat("- ", 100'000),
      Repeat("? ", 100'000),
      Repeat("a: ", 60'000),
      Repeat("!", 200'000),
      absl::StrCat("a: [", Repeat("1,", 110'000), "]"),
      std::string(kMaxYamlBytes + 1, '#'),
  };
  for (const std::string& bomb : bombs) {
    EXPECT_TRUE(IsProblemFault(ParseYaml(bomb, "f").status())) << bomb.substr(0, 20);
  }
}

}  // namespace
}  // namespace assay::judge
