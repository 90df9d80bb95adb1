#ifndef ASSAY_JUDGE_PROBLEM_YAML_H_
#define ASSAY_JUDGE_PROBLEM_YAML_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

struct YamlValue;
using YamlList = std::vector<YamlValue>;
using YamlMap = std::vector<std::pair<std::string, YamlValue>>;

// A YAML value, with aliases resolved. Scalars are text; monostate is null.
struct YamlValue {
  // From 1.
  int line = 1;
  std::variant<std::monostate, std::string, YamlList, YamlMap> value;

  bool is_null() const { return std::holds_alternative<std::monostate>(value); }
  // nullptr when it is of another kind.
  const std::string* scalar() const { return std::get_if<std::string>(&value); }
  const YamlList* list() const { return std::get_if<YamlList>(&value); }
  const YamlMap* map() const { return std::get_if<YamlMap>(&value); }
};

// yaml-cpp takes up to 450 bytes of memory and 2 us for a byte of hostile text.
inline constexpr int kMaxYamlBytes = 256 << 10;

// Parses one document whose top is a map; an empty document is an empty map. The problem's fault,
// as "NAME:LINE: reason": not YAML, more than one document, keys that are no scalars or come twice,
// more than kMaxYamlBytes, more values than a person would write (alias bombs), too deep nesting.
absl::StatusOr<YamlMap> ParseYaml(absl::string_view text, absl::string_view name);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_YAML_H_
