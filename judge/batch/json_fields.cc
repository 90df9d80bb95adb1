#include "judge/batch/json_fields.h"

#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "judge/base/printable.h"

namespace assay::judge {
namespace {

using Json = nlohmann::json;

constexpr int kMostDepth = 64;
constexpr size_t kShownNameBytes = 40;

absl::Status Wrong(absl::string_view name, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(MakePrintableLine(Truncate(name, kShownNameBytes)), ": ", what));
}

absl::Status NotA(const char* name, absl::string_view wanted, const Json& value) {
  return Wrong(name, absl::StrCat("is ", value.type_name(), " and not ", wanted));
}

// Parses in one pass and stops at the first error, at which a plain parse could only throw.
class Builder {
 public:
  Json::parser_callback_t Callback() {
    return [this](int depth, Json::parse_event_t event, Json& parsed) {
      if (depth > kMostDepth) too_deep_ = true;
      if (event == Json::parse_event_t::key && depth == 1 &&
          !keys_.insert(parsed.get<std::string>()).second && repeated_.empty()) {
        repeated_ = parsed.get<std::string>();
      }
      // What is too deep is not kept.
      return !too_deep_;
    };
  }
  bool too_deep() const { return too_deep_; }
  const std::string& repeated() const { return repeated_; }

 private:
  bool too_deep_ = false;
  std::set<std::string> keys_;
  std::string repeated_;
};

}  // namespace

absl::StatusOr<JsonFields> JsonFields::Parse(absl::string_view text) {
  Builder builder;
  Json object;
  // nlohmann's parser says where it failed in its exception alone.
  try {
    object = Json::parse(text.begin(), text.end(), builder.Callback());
  } catch (const Json::exception& error) {
    absl::string_view what = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 5: ..."
    const size_t column = what.find("column ");
    if (column != absl::string_view::npos) what.remove_prefix(column);
    return absl::InvalidArgumentError(
        absl::StrCat("is no JSON: ", MakePrintableLine(Truncate(what, 200))));
  }
  if (builder.too_deep()) {
    return absl::InvalidArgumentError(
        absl::StrCat("is JSON nested more than ", kMostDepth, " deep"));
  }
  if (!object.is_object()) {
    return absl::InvalidArgumentError(
        absl::StrCat("is ", object.type_name(), " and not an object"));
  }
  if (!builder.repeated().empty()) return Wrong(builder.repeated(), "is there twice");
  return JsonFields(std::move(object));
}

const Json* JsonFields::Find(const char* name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

bool JsonFields::Has(const char* name) const { return Find(name) != nullptr; }

absl::StatusOr<std::optional<std::string>> JsonFields::OptionalString(const char* name) const {
  const Json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return NotA(name, "a string", *value);
  return value->get<std::string>();
}

absl::StatusOr<std::string> JsonFields::String(const char* name) const {
  absl::StatusOr<std::optional<std::string>> value = OptionalString(name);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return Wrong(name, "is missing");
  return **std::move(value);
}

absl::StatusOr<std::optional<std::string>> JsonFields::OptionalName(const char* name) const {
  const Json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned()) return absl::StrCat(value->get<uint64_t>());
  if (value->is_number_integer()) return absl::StrCat(value->get<int64_t>());
  if (!value->is_string()) return NotA(name, "a string or a whole number", *value);
  if (value->get_ref<const std::string&>().empty()) return Wrong(name, "is empty");
  return value->get<std::string>();
}

absl::StatusOr<std::optional<double>> JsonFields::OptionalNumber(const char* name) const {
  const Json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) return NotA(name, "a number", *value);
  const double number = value->get<double>();
  if (!std::isfinite(number)) return Wrong(name, "is too large");
  return number;
}

absl::StatusOr<std::optional<int64_t>> JsonFields::OptionalInteger(const char* name) const {
  const Json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) return NotA(name, "a whole number", *value);
  if (value->is_number_unsigned() && value->get<uint64_t>() > uint64_t{INT64_MAX}) {
    return Wrong(name, "is too large");
  }
  return value->get<int64_t>();
}

absl::StatusOr<std::vector<std::string>> JsonFields::Strings(const char* name) const {
  std::vector<std::string> strings;
  const Json* const value = Find(name);
  if (value == nullptr) return strings;
  if (!value->is_array()) return NotA(name, "a list of strings", *value);
  for (const Json& each : *value) {
    if (!each.is_string()) return NotA(name, "a list of strings alone", each);
    strings.push_back(each.get<std::string>());
  }
  return strings;
}

absl::StatusOr<std::vector<JsonFields>> JsonFields::Objects(const char* name) const {
  std::vector<JsonFields> objects;
  const Json* const value = Find(name);
  if (value == nullptr) return objects;
  if (!value->is_array()) return NotA(name, "a list of objects", *value);
  for (const Json& each : *value) {
    if (!each.is_object()) return NotA(name, "a list of objects alone", each);
    objects.push_back(JsonFields(each));
  }
  return objects;
}

absl::StatusOr<std::optional<JsonFields>> JsonFields::OptionalObject(const char* name) const {
  const Json* const value = Find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return NotA(name, "an object", *value);
  return JsonFields(*value);
}

absl::Status JsonFields::CheckKnown(std::initializer_list<const char*> known) const {
  for (const auto& [key, value] : object_.items()) {
    bool is_known = false;
    for (const char* each : known) is_known = is_known || key == each;
    if (!is_known) {
      return Wrong(key, absl::StrCat("is no field; there are ", absl::StrJoin(known, ", ")));
    }
  }
  return absl::OkStatus();
}

std::string JsonQuote(absl::string_view text) {
  return Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::judge
