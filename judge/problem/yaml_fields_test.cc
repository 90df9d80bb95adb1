#include "judge/problem/yaml_fields.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/yaml.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The value of the key `v`.
YamlEntry Entry(const std::string& text) { return ParseYaml("v: " + text, "f")->front(); }

template <typename Read, typename... Args>
auto Apply(Read read, const std::string& text, Args... args) {
  const YamlEntry entry = Entry(text);
  return read(entry.value, PlaceOf(entry, {.file = "f", .key = "top"}), args...);
}

TEST(YamlFields, Values) {
  EXPECT_EQ(*Apply(ReadYamlText, "' a b '"), "a b");
  EXPECT_EQ(*Apply(ReadYamlPlainText, "ä"), "ä");
  EXPECT_THAT(*Apply(ReadYamlWords, "a  b"), ElementsAre("a", "b"));
  EXPECT_THAT(*Apply(ReadYamlWords, "[a b, c]"), ElementsAre("a b", "c"));
  EXPECT_TRUE(Apply(ReadYamlWords, "")->empty());
  EXPECT_THAT(*Apply(ReadYamlTexts, "['1', 2]"), ElementsAre("1", "2"));
  EXPECT_TRUE(*Apply(ReadYamlBool, "True"));
  EXPECT_FALSE(*Apply(ReadYamlBool, "false"));
  EXPECT_EQ(*Apply(ReadYamlNumber, "1.5", 1.0, 2.0), 1.5);
  EXPECT_EQ(*Apply(ReadYamlInteger, "7", int64_t{7}, int64_t{7}), 7);
  EXPECT_EQ(*Apply(ReadYamlSeconds, "0.5"), absl::Milliseconds(500));
}

TEST(YamlFields, Faults) {
  const absl::Status cases[] = {
      Apply(ReadYamlText, "[a]").status(),
      Apply(ReadYamlText, "").status(),
      Apply(ReadYamlPlainText, "''").status(),
      Apply(ReadYamlPlainText, "\"\\e[31m\"").status(),
      Apply(ReadYamlWords, "{a: b}").status(),
      Apply(ReadYamlTexts, "a b").status(),
      Apply(ReadYamlTexts, "[[a]]").status(),
      Apply(ReadYamlBool, "yes").status(),
      Apply(ReadYamlBool, "[true]").status(),
      Apply(ReadYamlNumber, "0.9", 1.0, 2.0).status(),
      Apply(ReadYamlNumber, ".nan", 1.0, 2.0).status(),
      Apply(ReadYamlInteger, "8", int64_t{7}, int64_t{7}).status(),
      Apply(ReadYamlInteger, "7.0", int64_t{7}, int64_t{7}).status(),
      Apply(ReadYamlSeconds, "0").status(),
  };
  for (const absl::Status& status : cases) {
    EXPECT_TRUE(IsProblemFault(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("f:1: top.v must be"));
  }
}

TEST(ParseSeconds, Table) {
  EXPECT_EQ(*ParseSeconds("2"), absl::Seconds(2));
  EXPECT_EQ(*ParseSeconds("0.001"), absl::Milliseconds(1));
  EXPECT_EQ(*ParseSeconds("3600"), absl::Hours(1));
  for (const char* text : {"", "0", "-1", "1s", "nan", "inf", "3600.1", "0.0009", "1e400", "1 2"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseSeconds(text).status())) << text;
  }
}

}  // namespace
}  // namespace assay::judge
