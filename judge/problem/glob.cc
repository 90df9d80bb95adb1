#include "judge/problem/glob.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxPatterns = 1000;

// The index of the brace that closes the one at `open`; npos when there is none.
size_t ClosingBrace(absl::string_view text, size_t open) {
  int depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return absl::string_view::npos;
}

// "a,{b,c}" as "a" and "{b,c}".
std::vector<std::string> SplitAlternatives(absl::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    if (c == '{') ++depth;
    if (c == '}') --depth;
    parts.back() += c;
  }
  return parts;
}

// Whether one name matches. Goes back to the last star only, so that it takes no more than
// |pattern| * |name| steps.
bool MatchesName(absl::string_view pattern, absl::string_view name) {
  size_t p = 0;
  size_t n = 0;
  size_t star = absl::string_view::npos;
  size_t star_n = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_n = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != absl::string_view::npos) {
      p = star + 1;
      n = ++star_n;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

absl::string_view TakeName(absl::string_view& path) {
  const size_t slash = path.find('/');
  const absl::string_view name = path.substr(0, slash);
  path.remove_prefix(slash == absl::string_view::npos ? path.size() : slash + 1);
  return name;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ExpandBraces(absl::string_view pattern) {
  // Each round takes one pair of braces out of the patterns that have one.
  std::vector<std::string> done;
  std::vector<std::string> open = {std::string(pattern)};
  while (!open.empty()) {
    const std::string text = std::move(open.back());
    open.pop_back();
    const size_t begin = text.find('{');
    if (begin == std::string::npos) {
      if (text.find('}') != std::string::npos) {
        return absl::InvalidArgumentError("a } has no {");
      }
      done.push_back(text);
    } else {
      const size_t end = ClosingBrace(text, begin);
      if (end == absl::string_view::npos) return absl::InvalidArgumentError("a { has no }");
      const std::vector<std::string> parts =
          SplitAlternatives(absl::string_view(text).substr(begin + 1, end - begin - 1));
      for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        open.push_back(absl::StrCat(text.substr(0, begin), *part, text.substr(end + 1)));
      }
    }
    if (done.size() + open.size() > kMaxPatterns) {
      return absl::InvalidArgumentError(
          absl::StrCat("stands for more than ", kMaxPatterns, " patterns"));
    }
  }
  return done;
}

bool MatchesGlob(absl::string_view pattern, absl::string_view path) {
  while (!pattern.empty()) {
    if (path.empty() || !MatchesName(TakeName(pattern), TakeName(path))) return false;
  }
  return true;
}

}  // namespace assay::judge
