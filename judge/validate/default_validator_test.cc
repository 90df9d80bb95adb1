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
