#include "judge/problem/constants.h"

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(ReplaceConstantsTest, ReplacesNamesThatItKnows) {
  const std::map<std::string, std::string> constants = {{"max_n", "1000"}, {"s", "{{s}}"}};
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"int n = {{max_n}};", "int n = 1000;"},
      {"{{max_n}}{{max_n}}", "10001000"},
      {"{{other}} {{max_n}}", "{{other}} 1000"},
      {"{{ max_n }}", "{{ max_n }}"},
      {"{{{max_n}}}", "{1000}"},
      {"{{a {{max_n}}", "{{a 1000"},
      {"{{max_n", "{{max_n"},
      {"max_n}}", "max_n}}"},
      {"{{}}", "{{}}"},
      {"{{s}}", "{{s}}"},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(ReplaceConstants(text, constants, 1000), expected) << text;
  }
  EXPECT_EQ(ReplaceConstants("{{max_n}}", {}, 9), "{{max_n}}");
}

TEST(ReplaceConstantsTest, EndsWhereTheTextIsTooLong) {
  const std::map<std::string, std::string> constants = {{"a", std::string(1000, 'x')}};
  EXPECT_EQ(ReplaceConstants("{{a}}{{a}}!", constants, 2001)->size(), 2001U);
  EXPECT_FALSE(ReplaceConstants("{{a}}{{a}}!", constants, 2000).has_value());
  // Whatever follows is not looked at.
  std::string many;
  for (int i = 0; i < 1'000'000; ++i) many += "{{a}}";
  EXPECT_FALSE(ReplaceConstants(many, constants, 5000).has_value());
}

}  // namespace
}  // namespace assay::judge
