#include "judge/problem/test_name.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

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

bool IsAllowedName(absl::string_view name) {
  if (name.empty() || name.size() > 255 || name[0] == '.' || name[0] == '-') return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == '-';
  });
}

bool PathLess(absl::string_view a, absl::string_view b) {
  // As bytes, with the slash before every other one.
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](unsigned char x, unsigned char y) {
                                        return (x == '/' ? -1 : int{x}) < (y == '/' ? -1 : int{y});
                                      });
}

}  // namespace assay::judge
