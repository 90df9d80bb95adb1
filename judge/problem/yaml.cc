#include "judge/problem/yaml.h"

#include <yaml-cpp/yaml.h>

#include <exception>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/problem.h"
#include "judge/problem/test_name.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr int kMaxDepth = 32;
constexpr int kMaxValues = 100'000;

class Converter {
 public:
  explicit Converter(absl::string_view name) : name_(name) {}

  absl::StatusOr<YamlValue> Convert(const YAML::Node& node, int depth) {
    YamlValue result;
    result.line = node.Mark().line + 1;
    // Aliases share nodes in yaml-cpp and are multiplied here, so that is where they are counted.
    if (++count_ > kMaxValues) return Fault(result.line, "too many values, aliases counted");
    if (depth > kMaxDepth) return Fault(result.line, "too deeply nested");
    if (node.IsScalar()) {
      result.value = node.Scalar();
    } else if (node.IsSequence()) {
      YamlList list;
      for (const YAML::Node& item : node) {
        ASSAY_ASSIGN_OR_RETURN(YamlValue value, Convert(item, depth + 1));
        list.push_back(std::move(value));
      }
      result.value = std::move(list);
    } else if (node.IsMap()) {
      ASSAY_ASSIGN_OR_RETURN(result.value, ConvertMap(node, depth));
    }
    return result;
  }

  absl::Status Fault(int line, absl::string_view reason) const {
    return ProblemFault(absl::StrCat(name_, ":", line, ": ", reason));
  }

 private:
  absl::StatusOr<YamlMap> ConvertMap(const YAML::Node& node, int depth) {
    YamlMap map;
    std::set<std::string> keys;
    for (const auto& item : node) {
      const int line = item.first.Mark().line + 1;
      if (!item.first.IsScalar()) return Fault(line, "a key must be a plain word");
      const std::string& key = item.first.Scalar();
      if (!keys.insert(key).second) {
        return Fault(line, absl::StrCat("the key ", Quote(key), " comes twice"));
      }
      ASSAY_ASSIGN_OR_RETURN(YamlValue value, Convert(item.second, depth + 1));
      // A null has no mark of its own.
      if (value.is_null()) value.line = line;
      map.push_back({.key = key, .value = std::move(value)});
    }
    return map;
  }

  const absl::string_view name_;
  int count_ = 0;
};

}  // namespace

bool YamlValue::is_null() const { return std::holds_alternative<std::monostate>(value); }

const std::string* YamlValue::scalar() const { return std::get_if<std::string>(&value); }

const YamlList* YamlValue::list() const { return std::get_if<YamlList>(&value); }

const YamlMap* YamlValue::map() const { return std::get_if<YamlMap>(&value); }

absl::StatusOr<YamlMap> ParseYaml(absl::string_view text, absl::string_view name) {
  if (text.size() > kMaxYamlBytes) {
    return ProblemFault(absl::StrCat(name, " is larger than ", kMaxYamlBytes, " bytes"));
  }
  Converter converter(name);
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1) {
      return converter.Fault(documents[1].Mark().line + 1, "a second document");
    }
    if (documents.empty() || documents[0].IsNull()) return YamlMap();
    ASSAY_ASSIGN_OR_RETURN(YamlValue top, converter.Convert(documents[0], 0));
    if (top.map() == nullptr) return converter.Fault(top.line, "the top must be a map of keys");
    return std::get<YamlMap>(std::move(top.value));
  } catch (const YAML::Exception& error) {
    return converter.Fault(error.mark.line + 1,
                           absl::StrCat("not YAML: ", absl::CHexEscape(error.msg)));
  } catch (const std::exception& error) {
    return ProblemFault(absl::StrCat(name, ": not YAML: ", absl::CHexEscape(error.what())));
  }
}

}  // namespace assay::judge
