#include "judge/validate/default_validator.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/validate/decimal_number.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

using Validator = DefaultValidator;

UniqueFd FileWith(absl::string_view content) {
  UniqueFd fd(memfd_create("answer", MFD_CLOEXEC));
  EXPECT_EQ(write(fd.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  EXPECT_EQ(lseek(fd.get(), 0, SEEK_SET), 0);
  return fd;
}

// Feeds `output` in pieces of `piece_bytes`.
ValidationResult Validate(const ValidatorFlags& flags, absl::string_view answer,
                          absl::string_view output, size_t piece_bytes) {
  DefaultValidator validator(flags, FileWith(answer), "1.ans");
  for (size_t i = 0; i < output.size(); i += piece_bytes) {
    validator.Feed(output.substr(i, piece_bytes));
  }
  absl::StatusOr<ValidationResult> result = validator.Finish();
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : ValidationResult();
}

std::string Show(const ValidationResult& result) {
  if (result.accepted) return "accepted";
  if (!result.difference.has_value()) return "rejected without a difference";
  const Difference& d = *result.difference;
  return absl::StrCat(d.line, ":", d.column, " [", absl::CHexEscape(d.expected), "] [",
                      absl::CHexEscape(d.found), "] ", d.reason);
}

struct Case {
  std::string answer;
  std::string output;
  // As by Show().
  std::string result;
};

void CheckAll(const std::vector<std::string>& words, const std::vector<Case>& cases) {
  const absl::StatusOr<ValidatorFlags> flags = ParseValidatorFlags(words);
  ASSERT_TRUE(flags.ok()) << flags.status();
  for (const Case& c : cases) {
    for (const size_t piece_bytes : {1, 2, 3, 7, 1 << 30}) {
      EXPECT_EQ(Show(Validate(*flags, c.answer, c.output, piece_bytes)), c.result)
          << testing::PrintToString(words) << " answer \"" << absl::CHexEscape(c.answer)
          << "\" output \"" << absl::CHexEscape(c.output) << "\" in pieces of " << piece_bytes;
    }
  }
}

std::string WithNul(absl::string_view before, absl::string_view after) {
  return absl::StrCat(before, absl::string_view("\0", 1), after);
}

TEST(DefaultValidator, Plain) {
  CheckAll({}, {
                   {"", "", "accepted"},
                   {"", " \n\t\r\n", "accepted"},
                   {" \n", "", "accepted"},
                   {"42\n", "42\n", "accepted"},
                   {"42\n", "42", "accepted"},
                   {"42", "42\n", "accepted"},
                   {"42\n", "42 \n\n\n", "accepted"},
                   {"a b\nc\n", "a b\r\nc\r\n", "accepted"},
                   {"a b\r\nc\r\n", "a b\nc\n", "accepted"},
                   {"a b c", "\n a\v\fb\tc", "accepted"},
                   {"\n\n a b c", "a b c", "accepted"},
                   {"Yes No", "YES nO", "accepted"},
                   {"[", "{", "1:1 [[] [{] token"},
                   {"@", "`", "1:1 [@] [`] token"},
                   {"\xc3\x84", "\xc3\xa4", "1:1 [\\xc3\\x84] [\\xc3\\xa4] token"},
                   {"\xc3\x84", "\xc3\x84", "accepted"},
                   {WithNul("a", "b"), WithNul("A", "B"), "accepted"},
                   {WithNul("a", "x"), WithNul("a", "y"), "1:1 [a\\x00x] [a\\x00y] token"},
                   {"a", WithNul("a", ""), "1:1 [a] [a\\x00] token"},
                   {"a x", WithNul("a", "x"), "1:1 [a] [a\\x00x] token"},
                   {"42\n", "43\n", "1:1 [42] [43] token"},
                   {"1 2\n3 4\n", "1 2\n3 5 6\n", "2:3 [4] [5] token"},
                   {"1 2\n3 4\n", "1\n2\r\n\r\n 3 44", "4:4 [4] [44] token"},
                   {"ab cd", "abcd", "1:1 [ab] [abcd] token"},
                   {"abcd", "ab cd", "1:1 [abcd] [ab] token"},
                   {"abcd", "ab", "1:1 [abcd] [ab] token"},
                   {"1.0", "1", "1:1 [1.0] [1] token"},
                   {"1 2 3\n", "1 2\n", "2:1 [3] [] output ends before the answer"},
                   {"1 2 3\n", "1 2", "1:4 [3] [] output ends before the answer"},
                   {"x", "", "1:1 [x] [] output ends before the answer"},
                   {"1\n", "1\n2\n", "2:1 [] [2] output goes on after the end of the answer"},
                   {"1", "1 2 3", "1:3 [] [2] output goes on after the end of the answer"},
                   {"", "x", "1:1 [] [x] output goes on after the end of the answer"},
               });
}

TEST(DefaultValidator, CaseSensitive) {
  CheckAll({"case_sensitive"}, {
                                   {"Yes", "Yes", "accepted"},
                                   {"Yes\n", " Yes", "accepted"},
                                   {"a Yes", "a YES", "1:3 [Yes] [YES] token"},
                               });
}

TEST(DefaultValidator, SpaceChangeSensitive) {
  CheckAll({"space_change_sensitive"},
           {
               {"", "", "accepted"},
               {"a b\n", "A b\n", "accepted"},
               {"a b\n", "a b", "1:4 [\\n] [] output ends before the answer"},
               {"a b", "a b\n", "1:4 [] [\\n] output goes on after the end of the answer"},
               {"a b", "a  b", "1:3 [b] [ ] white space"},
               {"a  b", "a b", "1:3 [ ] [b] white space"},
               {"a b", "a\tb", "1:2 [ ] [\\t] white space"},
               {"a\nb\n", "a\nb\r\n", "2:2 [\\n] [\\r\\n] white space"},
               {"a", " a", "1:1 [a] [ ] white space"},
               {" a", "a", "1:1 [ ] [a] white space"},
               {"a b", "ab", "1:1 [a] [ab] token"},
               {"a b", "a c", "1:3 [b] [c] token"},
               {"a b", "a ", "1:3 [b] [] output ends before the answer"},
               {"a", "a b", "1:2 [] [ ] output goes on after the end of the answer"},
           });
}

TEST(DefaultValidator, AbsoluteTolerance) {
  CheckAll({"float_absolute_tolerance", "0.01"},
           {
               {"1", "1.0", "accepted"},
               {"1.0", "1", "accepted"},
               {"1.000", "1.005 ", "accepted"},
               {"1e3", "1000.005", "accepted"},
               {"1E3", "1e3", "accepted"},
               {"0", "-0", "accepted"},
               {"5", "+5", "accepted"},
               {"7", "007", "accepted"},
               {"0.5", ".5", "accepted"},
               {"0", "1e-400", "accepted"},
               {"1e400", "1e400", "accepted"},
               {"1e400", "1e401", "1:1 [1e400] [1e401] number out of tolerance"},
               {"1e400", "-1e400", "1:1 [1e400] [-1e400] number out of tolerance"},
               {"1e308", "1e400", "1:1 [1e308] [1e400] number out of tolerance"},
               {"1", "1.02", "1:1 [1] [1.02] number out of tolerance"},
               {"100", "100.5", "1:1 [100] [100.5] number out of tolerance"},
               {"1", "nan", "1:1 [1] [nan] token"},
               {"1", "1x", "1:1 [1] [1x] token"},
               {"1", "inf", "1:1 [1] [inf] token"},
               {"inf", "1", "1:1 [inf] [1] token"},
               {"inf", "INF", "accepted"},
               {"nan", "NaN", "accepted"},
               {"nan", "nan0", "1:1 [nan] [nan0] token"},
               {"16", "0x10", "1:1 [16] [0x10] token"},
               {"1 a\n2", "1.001 A\n2.001\n", "accepted"},
               {"1 2", "1.001", "1:6 [2] [] output ends before the answer"},
               {"1", "1.001 7", "1:7 [] [7] output goes on after the end of the answer"},
               {"1 2", "1.02 2", "1:1 [1] [1.02] number out of tolerance"},
               {"1 2", "1.0 3", "1:5 [2] [3] number out of tolerance"},
               {"abc 1", "abd 1", "1:1 [abc] [abd] token"},
           });
}

TEST(DefaultValidator, RelativeTolerance) {
  CheckAll({"float_relative_tolerance", "0.01"},
           {
               {"100", "100.5", "accepted"},
               {"-100", "-100.5", "accepted"},
               {"0", "0.0", "accepted"},
               {"0", "1e-9", "1:1 [0] [1e-9] number out of tolerance"},
               {"100", "101.5", "1:1 [100] [101.5] number out of tolerance"},
               {"1e400", "5", "1:1 [1e400] [5] number out of tolerance"},
           });
}

TEST(DefaultValidator, EitherToleranceIsEnough) {
  CheckAll({"float_tolerance", "0.01"},
           {
               {"100", "100.5", "accepted"},
               {"0", "0.005", "accepted"},
               {"10", "10.2", "1:1 [10] [10.2] number out of tolerance"},
           });
}

TEST(DefaultValidator, ToleranceWithTheOtherFlags) {
  CheckAll({"float_tolerance", "0.01", "case_sensitive", "space_change_sensitive"},
           {
               {"1e1 A\n", "1.0E1 A\n", "accepted"},
               {"1 A\n", "1.0 a\n", "1:5 [A] [a] token"},
               {"1 A\n", "1.0  A\n", "1:5 [A] [ ] white space"},
               {"1\n", "1.0", "1:4 [\\n] [] output ends before the answer"},
           });
}

// Every cut of the output into two pieces and into single bytes gives the same.
TEST(DefaultValidator, EverySplitGivesTheSame) {
  const std::string answer = "Case 1: 3.5 abc\r\n\n  Case 2: -7 xyz 12345678 12345678\n";
  const std::string outputs[] = {
      answer,
      "case 1: 3.50 ABC\ncase 2: -7.001 xyz 12345678 12345678",
      "case 1: 3.50 ABC\ncase 2: -8 xyz 12345678 12345678",
      "case 1: 3.50 ABC\ncase 2: -7 xyz 12345678",
      "case 1: 3.50 ABC\ncase 2: -7 xyz 12345678 12345678 9",
      "case 1: 3.50 ABCD\ncase 2: -7 xyz 12345678 12345678 9",
  };
  const ValidatorFlags flags = {.float_absolute_tolerance = 0.01};
  for (const std::string& output : outputs) {
    const std::string whole = Show(Validate(flags, answer, output, output.size()));
    EXPECT_EQ(Show(Validate(flags, answer, output, 1)), whole);
    for (size_t cut = 0; cut <= output.size(); ++cut) {
      DefaultValidator validator(flags, FileWith(answer), "1.ans");
      validator.Feed(absl::string_view(output).substr(0, cut));
      validator.Feed("");
      validator.Feed(absl::string_view(output).substr(cut));
      const auto result = validator.Finish();
      ASSERT_TRUE(result.ok()) << result.status();
      EXPECT_EQ(Show(*result), whole) << "cut at " << cut;
    }
  }
}

TEST(DefaultValidator, GiganticTokens) {
  // Longer than the answer's block, and the second run with numbers on.
  const std::string token(300'000, '7');
  for (const ValidatorFlags& flags :
       {ValidatorFlags{}, ValidatorFlags{.float_absolute_tolerance = 1e9}}) {
    EXPECT_TRUE(Validate(flags, token, token, 4096).accepted);
    EXPECT_TRUE(Validate(flags, token, token, 65537).accepted);
    const ValidationResult longer = Validate(flags, token, token + "8", 4096);
    EXPECT_EQ(Show(longer), "1:300001 [] [8] token");
    std::string changed = token;
    changed[200'000] = '8';
    const std::string sevens(Validator::kMaxExcerptBytes, '7');
    EXPECT_EQ(Show(Validate(flags, token, changed, 4096)),
              absl::StrCat("1:200001 [", sevens, "] [8", sevens.substr(1), "] token"));
    changed[70] = 'x';
    EXPECT_EQ(Show(Validate(flags, token, changed, 1)),
              absl::StrCat("1:71 [", sevens, "] [x", sevens.substr(1), "] token"));
    changed[3] = 'x';
    EXPECT_EQ(Show(Validate(flags, token, changed, 1)),
              absl::StrCat("1:1 [", sevens, "] [777x", sevens.substr(4), "] token"));
  }
}

TEST(DefaultValidator, NumbersUpToTheBoundAreNumbers) {
  const ValidatorFlags flags = {.float_absolute_tolerance = 0.5};
  const std::string zeros(Validator::kMaxNumberBytes - 2, '0');
  for (const size_t piece_bytes : {1, 1000, 1 << 20}) {
    EXPECT_TRUE(Validate(flags, "1", "1." + zeros, piece_bytes).accepted);
    EXPECT_TRUE(Validate(flags, "1." + zeros, "1", piece_bytes).accepted);
    EXPECT_EQ(Validate(flags, "1", "1.0" + zeros, piece_bytes).difference->reason,
              Validator::kTokenReason);
    EXPECT_EQ(Validate(flags, "1.0" + zeros, "1", piece_bytes).difference->reason,
              Validator::kTokenReason);
    EXPECT_TRUE(Validate(flags, "1.0" + zeros, "1.0" + zeros, piece_bytes).accepted);
    EXPECT_FALSE(Validate(flags, "1.0" + zeros, "1.1" + zeros, piece_bytes).accepted);
  }
}

// A slow and simple model of the accepted outputs.
bool ModelAccepts(const ValidatorFlags& flags, absl::string_view answer, absl::string_view output) {
  struct Part {
    bool space;
    std::string text;
  };
  const auto split = [&](absl::string_view text) {
    std::vector<Part> parts;
    for (const char c : text) {
      const bool space = absl::ascii_isspace(static_cast<unsigned char>(c));
      if (parts.empty() || parts.back().space != space) parts.push_back({space, ""});
      parts.back().text += c;
    }
    if (!flags.space_change_sensitive) {
      parts.erase(std::remove_if(parts.begin(), parts.end(), [](const Part& p) { return p.space; }),
                  parts.end());
    }
    return parts;
  };
  const std::vector<Part> expected = split(answer);
  const std::vector<Part> found = split(output);
  if (expected.size() != found.size()) return false;
  for (size_t i = 0; i < expected.size(); ++i) {
    const std::string& e = expected[i].text;
    const std::string& f = found[i].text;
    if (e == f) continue;
    if (expected[i].space || found[i].space) return false;
    if (!flags.case_sensitive && absl::EqualsIgnoreCase(e, f)) continue;
    const auto x = ParseDecimalNumber(e);
    const auto y = ParseDecimalNumber(f);
    if (!flags.float_absolute_tolerance || !x || !y) return false;
    if (!(std::fabs(*x - *y) <= *flags.float_absolute_tolerance)) return false;
  }
  return true;
}

TEST(DefaultValidator, AgreesWithTheModel) {
  std::mt19937 random(1);
  const absl::string_view alphabet = "aA1.-e \n1";
  const auto text = [&] {
    std::string s(random() % 7, ' ');
    for (char& c : s) c = alphabet[random() % alphabet.size()];
    return s;
  };
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    ValidatorFlags flags;
    flags.case_sensitive = random() % 2;
    flags.space_change_sensitive = random() % 2;
    if (random() % 2) flags.float_absolute_tolerance = 1;
    const std::string answer = text();
    std::string output = random() % 2 ? text() : answer;
    if (!output.empty() && random() % 2) {
      output[random() % output.size()] = alphabet[random() % alphabet.size()];
    }
    const bool expected = ModelAccepts(flags, answer, output);
    accepted += expected;
    const ValidationResult whole = Validate(flags, answer, output, 100);
    ASSERT_EQ(whole.accepted, expected)
        << absl::CHexEscape(answer) << " | " << absl::CHexEscape(output);
    ASSERT_TRUE(whole == Validate(flags, answer, output, 1 + random() % 3));
  }
  // The inputs are of both kinds.
  EXPECT_GT(accepted, 2'000);
  EXPECT_LT(accepted, 52'000);
}

TEST(DefaultValidator, UnreadableAnswerIsAnErrorAndNoVerdict) {
  for (const absl::string_view output : {"", "1 2 3"}) {
    DefaultValidator validator({}, UniqueFd(open("/", O_RDONLY | O_CLOEXEC)), "secret/1.ans");
    validator.Feed(output);
    validator.Feed(output);
    const absl::Status status = validator.Finish().status();
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr("secret/1.ans"));
  }
}

TEST(DefaultValidator, AnswerIsReadFromItsPosition) {
  UniqueFd answer = FileWith("1 2");
  ASSERT_EQ(lseek(answer.get(), 2, SEEK_SET), 2);
  DefaultValidator validator({}, std::move(answer), "1.ans");
  validator.Feed("2");
  EXPECT_TRUE(validator.Finish()->accepted);
}

}  // namespace
}  // namespace assay::judge
