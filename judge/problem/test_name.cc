#include "judge/problem/test_name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

// The length of the UTF-8 sequence at the beginning of `text` if it is well-formed (Unicode 15,
// table 3-7) and no control character; 0 otherwise.
size_t PlainSequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return lead >= 0x20 && lead != 0x7f ? 1 : 0;
  const size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  for (size_t i = 1; i < length; ++i) {
    if (byte(i) < 0x80 || byte(i) > 0xbf) return 0;
  }
  const unsigned second = byte(1);
  const bool control = lead == 0xc2 && second < 0xa0;
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second > 0x9f;
  const bool too_large = lead == 0xf4 && second > 0x8f;
  return control || overlong || surrogate || too_large ? 0 : length;
}

// Takes the run of digits at the beginning of `text`, without its leading zeros.
absl::string_view TakeDigits(absl::string_view& text) {
  size_t size = 0;
  while (size < text.size() && absl::ascii_isdigit(text[size])) ++size;
  absl::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

}  // namespace

bool IsPlainText(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = PlainSequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string Quote(absl::string_view text) {
  constexpr size_t kMaxBytes = 100;
  if (text.size() <= kMaxBytes && IsPlainText(text)) return absl::StrCat("\"", text, "\"");
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kMaxBytes)),
                      text.size() > kMaxBytes ? "...\"" : "\"");
}

bool NaturalLess(absl::string_view a, absl::string_view b) {
  absl::string_view x = a;
  absl::string_view y = b;
  while (!x.empty() && !y.empty()) {
    if (absl::ascii_isdigit(x.front()) && absl::ascii_isdigit(y.front())) {
      const absl::string_view m = TakeDigits(x);
      const absl::string_view n = TakeDigits(y);
      if (m.size() != n.size()) return m.size() < n.size();
      if (m != n) return m < n;
    } else {
      if (x.front() != y.front()) {
        return static_cast<unsigned char>(x.front()) < static_cast<unsigned char>(y.front());
      }
      x.remove_prefix(1);
      y.remove_prefix(1);
    }
  }
  if (x.empty() != y.empty()) return x.empty();
  return a < b;
}

bool PathLess(absl::string_view a, absl::string_view b) {
  // As bytes, with the slash before every other one.
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](unsigned char x, unsigned char y) {
                                        return (x == '/' ? -1 : int{x}) < (y == '/' ? -1 : int{y});
                                      });
}

}  // namespace assay::judge
