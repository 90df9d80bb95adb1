#include "judge/language/command.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(CommandTest, ExpandsVariables) {
  const CommandVariables variables = {{"source", "/src/a b.cpp"}, {"memory_mib", "256"}};
  struct Case {
    const char* argument;
    const char* expanded;
  };
  const Case cases[] = {
      {"", ""},
      {"-O2", "-O2"},
      {"{source}", "/src/a b.cpp"},
      {"-Xmx{memory_mib}m", "-Xmx256m"},
      {"{source}{memory_mib}", "/src/a b.cpp256"},
      {"{", "{"},
      {"{}", "{}"},
      {"{source", "{source"},
      {"{Source}", "{Source}"},
      {"f'{1}'", "f'{1}'"},
      {"{{source}}", "{/src/a b.cpp}"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ExpandArgument(c.argument, variables).value_or("(error)"), c.expanded);
  }
}

TEST(CommandTest, UnknownVariableIsNamed) {
  const auto status = ExpandArgument("a{sauce}", {{"source", "x"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "unknown variable {sauce}");
}

TEST(CommandTest, AnArgumentStaysOneArgument) {
  const std::vector<std::string> command = {"cat", "{source}"};
  EXPECT_EQ(ExpandCommand(command, {{"source", "a b\n-c"}}).value(),
            (std::vector<std::string>{"cat", "a b\n-c"}));
}

TEST(CommandTest, AListBecomesItsElements) {
  const std::vector<std::string> command = {"cc", "{sources}", "-lm"};
  EXPECT_EQ(ExpandCommand(command, {}, {{"sources", {"a b.c", "-c.c"}}}).value(),
            (std::vector<std::string>{"cc", "a b.c", "-c.c", "-lm"}));
  EXPECT_EQ(ExpandCommand(command, {}, {{"sources", {}}}).value(),
            (std::vector<std::string>{"cc", "-lm"}));
  const std::vector<std::string> inside = {"x{sources}"};
  EXPECT_EQ(ExpandCommand(inside, {}, {{"sources", {"a"}}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CommandTest, MatchesPatterns) {
  struct Case {
    const char* name;
    const char* pattern;
    bool matches;
  };
  const Case cases[] = {
      {"program", "program", true},
      {"program2", "program", false},
      {"Main.class", "*.class", true},
      {"A$1.class", "*.class", true},
      {"Main.class~", "*.class", false},
      {".class", "*.class", true},
      {"class", "*.class", false},
      {"anything", "*", true},
      {"", "*", true},
      {"abcabc", "a*c*c", true},
      {"abc", "a*c*c", false},
      {"ab", "ab*b", false},
      {"abb", "ab*b", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(MatchesPattern(c.name, c.pattern), c.matches) << c.name << " " << c.pattern;
  }
}

}  // namespace
}  // namespace assay::judge
