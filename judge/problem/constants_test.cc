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
    EXPECT_EQ(ReplaceConstants(text, constants), expected) << text;
  }
  EXPECT_EQ(ReplaceConstants("{{max_n}}", {}), "{{max_n}}");
}

}  // namespace
}  // namespace assay::judge
