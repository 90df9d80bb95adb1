#include "judge/language/java_names.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace assay::judge {
namespace {

// File names on Linux end at 255 bytes; ".java" and "$1.class" need some.
constexpr size_t kMaxNameBytes = 200;

bool IsNameCharacter(char c) { return absl::ascii_isalnum(c) || c == '_' || c == '$'; }

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
  bool has_main = false;
};

struct Declarations {
  std::string package;
  std::vector<TopLevelType> types;
};

bool IsTypeKeyword(absl::string_view token) {
  return token == "class" || token == "interface" || token == "enum" || token == "record";
}

bool IsUsableName(absl::string_view token) {
  return !token.empty() && token.size() <= kMaxNameBytes && IsNameCharacter(token.front()) &&
         !absl::ascii_isdigit(token.front());
}

Declarations FindDeclarations(absl::string_view source) {
  Declarations found;
  Tokens tokens(source);
  int depth = 0;
  bool is_public = false;
  absl::string_view before_last;
  absl::string_view last;
  for (absl::string_view token = tokens.Next(); !token.empty(); token = tokens.Next()) {
    if (token == "{") {
      ++depth;
    } else if (token == "}") {
      if (depth > 0) --depth;
      is_public = false;
    } else if (depth == 0 && token == "package") {
      for (token = tokens.Next(); !token.empty() && token != ";"; token = tokens.Next()) {
        if (found.package.size() + token.size() > kMaxNameBytes) break;
        absl::StrAppend(&found.package, token);
      }
    } else if (depth == 0 && token == ";") {
      is_public = false;
    } else if (depth == 0 && token == "public") {
      is_public = true;
    } else if (depth == 0 && IsUsableName(token) && IsTypeKeyword(last) && last.data() != nullptr &&
               before_last != ".") {
      found.types.push_back({std::string(token), is_public, false});
      is_public = false;
    } else if (depth == 1 && token == "(" && last == "main" && before_last == "void" &&
               !found.types.empty()) {
      found.types.back().has_main = true;
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
  JavaNames names;
  if (main_type != nullptr) names.file_stem = names.main_class = main_type->name;
  if (public_type != nullptr) names.file_stem = public_type->name;
  if (main_type == nullptr && public_type != nullptr) names.main_class = public_type->name;
  if (!found.package.empty()) {
    names.main_class = absl::StrCat(found.package, ".", names.main_class);
  }
  return names;
}

}  // namespace assay::judge
