#include "judge/problem/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <exception>
#include <set>
#include <sstream>
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

// Notes where documents start.
class DocumentStarts : public YAML::EventHandler {
 public:
  const std::vector<int>& lines() const { return lines_; }

  void OnDocumentStart(const YAML::Mark& mark) override { lines_.push_back(mark.line + 1); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::vector<int> lines_;
};

// The lines on which the first two documents start, or as many as there are. YAML::LoadAll() comes
// to no end with some texts ("& 1,2"): it finds one empty document after another at the same place.
std::vector<int> FirstDocuments(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  DocumentStarts starts;
  while (starts.lines().size() < 2 && parser.HandleNextDocument(starts)) {
  }
  return starts.lines();
}

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
    const std::vector<int> starts = FirstDocuments(std::string(text));
    if (starts.size() > 1) return converter.Fault(starts[1], "a second document");
    const YAML::Node document = YAML::Load(std::string(text));
    if (document.IsNull()) return YamlMap();
    ASSAY_ASSIGN_OR_RETURN(YamlValue top, converter.Convert(document, 0));
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
