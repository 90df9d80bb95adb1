#ifndef ASSAY_JUDGE_PROBLEM_YAML_H_
#define ASSAY_JUDGE_PROBLEM_YAML_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

struct YamlValue;
struct YamlEntry;
using YamlList = std::vector<YamlValue>;
using YamlMap = std::vector<YamlEntry>;

// A YAML value, with aliases resolved. Scalars are text; monostate is null.
struct YamlValue {
  // From 1.
  int line = 1;
  std::variant<std::monostate, std::string, YamlList, YamlMap> value;

  bool is_null() const;
  // nullptr when it is of another kind.
  const std::string* scalar() const;
  const YamlList* list() const;
  const YamlMap* map() const;
};

struct YamlEntry {
  std::string key;
  YamlValue value;
};

// yaml-cpp takes up to 450 bytes of memory and 2 us for a byte of hostile text.
inline constexpr int kMaxYamlBytes = 256 << 10;

// Parses one document whose top is a map; an empty document is an empty map. The problem's fault,
// as "NAME:LINE: reason": not YAML, more than one document, keys that are no scalars or come twice,
// more than kMaxYamlBytes, more values than a person would write (alias bombs), too deep nesting.
absl::StatusOr<YamlMap> ParseYaml(absl::string_view text, absl::string_view name);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_YAML_H_
