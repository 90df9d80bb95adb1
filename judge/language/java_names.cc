#include "judge/language/java_names.h"

#include <algorithm>
#include <deque>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

// File names on Linux end at 255 bytes; ".java" and "$1.class" need some.
constexpr size_t kMaxNameBytes = 200;

// All of UTF-8 beyond ASCII: which of it Java takes for letters is the compiler's to say.
bool IsNameCharacter(char c) {
  return absl::ascii_isalnum(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

// Hands out identifiers, numbers and single characters.
class Tokens {
 public:
  explicit Tokens(absl::string_view text) : text_(text) {}

  // Empty at the end.
  absl::string_view Next() {
    while (!text_.empty()) {
      if (SkipSpace() || SkipComment() || SkipLiteral()) continue;
      size_t length = 0;
      while (length < text_.size() && IsNameCharacter(text_[length])) ++length;
      return Take(length > 0 ? length : 1);
    }
    return "";
  }

 private:
  absl::string_view Take(size_t length) {
    const absl::string_view taken = text_.substr(0, length);
    text_.remove_prefix(taken.size());
    return taken;
  }

  // Through the end of `end`, looked for from `from` on, or to the end of the text.
  void SkipPast(absl::string_view end, size_t from) {
    const size_t place = text_.find(end, from);
    Take(place == absl::string_view::npos ? text_.size() : place + end.size());
  }

  bool SkipSpace() {
    size_t length = 0;
    while (length < text_.size() && absl::ascii_isspace(text_[length])) ++length;
    Take(length);
    return length > 0;
  }

  bool SkipComment() {
    if (absl::StartsWith(text_, "//")) {
      SkipPast("\n", 2);
    } else if (absl::StartsWith(text_, "/*")) {
      SkipPast("*/", 2);
    } else {
      return false;
    }
    return true;
  }

  bool SkipLiteral() {
    const char quote = text_.front();
    if (quote != '"' && quote != '\'') return false;
    const bool block = absl::StartsWith(text_, "\"\"\"");
    size_t i = block ? 3 : 1;
    for (; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (block ? absl::StartsWith(text_.substr(i), "\"\"\"") : text_[i] == quote) {
        i += block ? 3 : 1;
        break;
      } else if (!block && text_[i] == '\n') {
        break;  // Unterminated: the compiler will say so.
      }
    }
    Take(i);
    return true;
  }

  absl::string_view text_;
};

struct TopLevelType {
  std::string name;
  bool is_public = false;
  // Its methods are public without saying so.
  bool is_interface = false;
  bool has_main = false;
};

struct Declarations {
  std::string package;
  std::vector<TopLevelType> types;
};

// Of the declaration that is being read.
struct Modifiers {
  bool is_public = false;
  bool is_static = false;
};

bool IsTypeKeyword(absl::string_view token) {
  return token == "class" || token == "interface" || token == "enum" || token == "record";
}

bool IsUsableName(absl::string_view token) {
  return !token.empty() && token.size() <= kMaxNameBytes && IsNameCharacter(token.front()) &&
         !absl::ascii_isdigit(token.front()) && IsPlainText(token);
}

// Whether `tokens` end as `pattern` does, in which an empty token stands for any.
bool EndsAs(const std::deque<absl::string_view>& tokens,
            const std::vector<absl::string_view>& pattern) {
  return tokens.size() >= pattern.size() &&
         std::equal(
             pattern.rbegin(), pattern.rend(), tokens.rbegin(),
             [](absl::string_view p, absl::string_view token) { return p.empty() || p == token; });
}

// Takes the parameters of a method and the parenthesis that closes them. Whether they are one
// String array; modifiers, annotations and the package of String stand before it and don't count.
bool TakeOneStringArray(Tokens& tokens) {
  constexpr size_t kLongestPattern = 5;
  std::deque<absl::string_view> last;
  bool has_comma = false;
  int depth = 1;
  for (absl::string_view token = tokens.Next(); !token.empty(); token = tokens.Next()) {
    if (token == "(") ++depth;
    if (token == ")" && --depth == 0) break;
    if (token == "," && depth == 1) has_comma = true;
    last.push_back(token);
    if (last.size() > kLongestPattern) last.pop_front();
  }
  return !has_comma &&
         (EndsAs(last, {"String", "[", "]", ""}) || EndsAs(last, {"String", "", "[", "]"}) ||
          EndsAs(last, {"String", ".", ".", ".", ""}));
}

Declarations FindDeclarations(absl::string_view source) {
  Declarations found;
  Tokens tokens(source);
  int depth = 0;
  Modifiers modifiers;
  absl::string_view before_last;
  absl::string_view last;
  for (absl::string_view token = tokens.Next(); !token.empty(); token = tokens.Next()) {
    if (token == "{" || token == "}" || token == ";") {
      if (token == "{") ++depth;
      if (token == "}" && depth > 0) --depth;
      modifiers = {};
    } else if (token == "public") {
      modifiers.is_public = true;
    } else if (token == "static") {
      modifiers.is_static = true;
    } else if (depth == 0 && token == "package") {
      for (token = tokens.Next(); !token.empty() && token != ";"; token = tokens.Next()) {
        if (found.package.size() + token.size() > kMaxNameBytes) break;
        absl::StrAppend(&found.package, token);
      }
    } else if (depth == 0 && IsUsableName(token) && IsTypeKeyword(last) && before_last != ".") {
      found.types.push_back({.name = std::string(token),
                             .is_public = modifiers.is_public,
                             .is_interface = last == "interface"});
      modifiers = {};
    } else if (depth == 1 && token == "(" && last == "main" && before_last == "void" &&
               !found.types.empty()) {
      TopLevelType& type = found.types.back();
      const bool callable = modifiers.is_static && (modifiers.is_public || type.is_interface);
      if (TakeOneStringArray(tokens) && callable) type.has_main = true;
    }
    before_last = last;
    last = token;
  }
  return found;
}

}  // namespace

JavaNames FindJavaNames(absl::string_view source) {
  const Declarations found = FindDeclarations(source);
  const TopLevelType* public_type = nullptr;
  const TopLevelType* main_type = nullptr;
  for (const TopLevelType& type : found.types) {
    if (type.is_public && public_type == nullptr) public_type = &type;
    if (type.has_main && (main_type == nullptr || (type.is_public && !main_type->is_public))) {
      main_type = &type;
    }
  }
  // The JVM says of this one that it has no main method.
  if (main_type == nullptr) main_type = public_type;
  if (main_type == nullptr && !found.types.empty()) main_type = &found.types.front();
  JavaNames names;
  if (main_type != nullptr) names.file_stem = names.main_class = main_type->name;
  if (public_type != nullptr) names.file_stem = public_type->name;
  if (!found.package.empty()) {
    names.main_class = absl::StrCat(found.package, ".", names.main_class);
  }
  return names;
}

}  // namespace assay::judge
