#include "judge/validate/validator_flags.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(ParseValidatorFlags, Good) {
  const struct {
    std::vector<std::string> words;
    ValidatorFlags flags;
  } cases[] = {
      {{}, {}},
      {{"case_sensitive"}, {.case_sensitive = true}},
      {{"space_change_sensitive", "case_sensitive"},
       {.case_sensitive = true, .space_change_sensitive = true}},
      {{"float_tolerance", "1e-6"},
       {.float_relative_tolerance = 1e-6, .float_absolute_tolerance = 1e-6}},
      {{"float_relative_tolerance", "0.5"}, {.float_relative_tolerance = 0.5}},
      {{"float_absolute_tolerance", "0"}, {.float_absolute_tolerance = 0}},
      {{"float_tolerance", "1e-6", "float_absolute_tolerance", "1e-3"},
       {.float_relative_tolerance = 1e-6, .float_absolute_tolerance = 1e-3}},
  };
  for (const auto& c : cases) {
    const auto flags = ParseValidatorFlags(c.words);
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_TRUE(*flags == c.flags) << testing::PrintToString(c.words);
  }
}

TEST(FormatValidatorFlags, ReadsBackTheSame) {
  for (const ValidatorFlags& flags :
       {ValidatorFlags{}, ValidatorFlags{.case_sensitive = true},
        ValidatorFlags{.space_change_sensitive = true, .float_relative_tolerance = 1e-6},
        ValidatorFlags{.float_relative_tolerance = 0.1, .float_absolute_tolerance = 1.0 / 3},
        ValidatorFlags{.case_sensitive = true, .float_absolute_tolerance = 5e-324}}) {
    const std::string text = FormatValidatorFlags(flags);
    const std::vector<std::string> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
    EXPECT_TRUE(ParseValidatorFlags(words).value() == flags) << text;
  }
  EXPECT_EQ(FormatValidatorFlags({}), "");
}

TEST(ParseValidatorFlags, BadNamesTheWord) {
  const struct {
    std::vector<std::string> words;
    std::string named;
  } cases[] = {
      {{"case-sensitive"}, "\"case-sensitive\""},
      {{""}, "unknown validator flag \"\""},
      {{"1e-6"}, "\"1e-6\""},
      {{"float_tolerance"}, "float_tolerance needs a tolerance"},
      {{"float_tolerance", "case_sensitive"}, "\"case_sensitive\""},
      {{"float_tolerance", "-1e-6"}, "\"-1e-6\""},
      {{"float_relative_tolerance", "nan"}, "\"nan\""},
      {{"float_absolute_tolerance", "inf"}, "\"inf\""},
      {{"float_absolute_tolerance", "1e400"}, "\"1e400\""},
      {{"float_tolerance", "1e-6x"}, "\"1e-6x\""},
      {{"\n\x01"}, "\\n\\x01"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseValidatorFlags(c.words).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.named;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr(c.named));
  }
}

}  // namespace
}  // namespace assay::judge
