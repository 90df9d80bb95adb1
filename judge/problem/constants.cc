#include "judge/problem/constants.h"

namespace assay::judge {

std::optional<std::string> ReplaceConstants(absl::string_view text,
                                            const std::map<std::string, std::string>& constants,
                                            size_t max_bytes) {
  std::string replaced;
  while (true) {
    const size_t open = text.find("{{");
    const size_t close = open == absl::string_view::npos ? open : text.find("}}", open + 2);
    if (close == absl::string_view::npos) break;
    // Of "{{{name}}" the inner two.
    const size_t begin = text.rfind("{{", close - 2);
    const auto constant = constants.find(std::string(text.substr(begin + 2, close - begin - 2)));
    replaced.append(text.data(), begin);
    if (constant != constants.end()) {
      replaced.append(constant->second);
    } else {
      replaced.append(text.data() + begin, close + 2 - begin);
    }
    text.remove_prefix(close + 2);
    if (replaced.size() > max_bytes) return std::nullopt;
  }
  replaced.append(text.data(), text.size());
  if (replaced.size() > max_bytes) return std::nullopt;
  return replaced;
}

}  // namespace assay::judge
