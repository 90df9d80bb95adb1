#include "judge/base/printable.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(PrintableTest, MakesHarmfulCharactersVisible) {
  struct Case {
    std::string data;
    const char* text;
    const char* line;
  };
  const Case cases[] = {
      {"", "", ""},
      {"plain text", "plain text", "plain text"},
      {"a\tb\nc", "a\tb\nc", "a\\x09b\\x0ac"},
      {"a\r\nb", "a\nb", "a\\x0d\\x0ab"},
      {"a\rb", "a\\x0db", "a\\x0db"},
      {"\x1b[31mred", "\\x1b[31mred", "\\x1b[31mred"},
      {std::string("nul\0!", 5), "nul\\x00!", "nul\\x00!"},
      {"\x7f", "\\x7f", "\\x7f"},
      {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
      {"\xc2\x9b"
       "31m",
       "\\xc2\\x9b31m", "\\xc2\\x9b31m"},  // C1 CSI
      {"\xe2\x80\xae"
       "x",
       "\\xe2\\x80\\xaex", "\\xe2\\x80\\xaex"},  // override
      {"\xff\xfe", "\\xff\\xfe", "\\xff\\xfe"},
      {"\xc0\xaf", "\\xc0\\xaf", "\\xc0\\xaf"},                // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"},  // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80"},
      {"cut \xe2\x82", "cut \\xe2\\x82", "cut \\xe2\\x82"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(MakePrintable(c.data), c.text);
    EXPECT_EQ(MakePrintableLine(c.data), c.line);
  }
}

TEST(PrintableTest, PlainText) {
  const struct {
    absl::string_view text;
    bool plain;
  } cases[] = {
      {"", true},
      {"01 small-a_b.c", true},
      {"\xd1\x82\xd0\xb5\xd1\x81\xd1\x82", true},
      {"\xf0\x9f\x98\x80", true},
      {"\u0645\u06cc\u200c\u062e \U0001f469\u200d\U0001f4bb \u2764\ufe0f", true},  // Joiners.
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
      {"\u061c", false},
      {"\u200b", false},
      {"\u200e", false},
      {"\u2028", false},
      {"1\u202eni.2", false},
      {"\u2060", false},
      {"\u2066", false},
      {"\ufeff", false},
      {"\ufff9", false},
      {"\U000e0041", false},
      {absl::string_view("a\0", 2), false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(IsPlainText(c.text), c.plain) << MakePrintable(c.text);
    EXPECT_EQ(MakePrintableLine(c.text) == c.text, c.plain) << MakePrintable(c.text);
  }
}

TEST(PrintableTest, TruncatesBetweenCharacters) {
  struct Case {
    const char* data;
    size_t limit;
    const char* expected;
  };
  const Case cases[] = {
      {"abc", 3, "abc"},
      {"abc", 2, "ab"},
      {"abc", 0, ""},
      {"a\xc3\xbc", 2, "a"},
      {"a\xe2\x82\xac", 3, "a"},
      {"\xf0\x9f\x98\x80", 3, ""},
      {"ab\xc3\xbcx", 4, "ab\xc3\xbc"},
      {"\x80\x80\x80\x80\x80\x80", 5, "\x80\x80\x80\x80\x80"},
  };
  for (const Case& c : cases) EXPECT_EQ(Truncate(c.data, c.limit), c.expected) << c.data;
}

}  // namespace
}  // namespace assay::judge
