#ifndef ASSAY_JUDGE_BATCH_JSON_FIELDS_H_
#define ASSAY_JUDGE_BATCH_JSON_FIELDS_H_

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace assay::judge {

// Reads a line's JSON object field by field. Errors are INVALID_ARGUMENT "FIELD: what is wrong".
// A field that is null counts as absent.
class JsonFields {
 public:
  // The whole of `text` is one object, nested at most 64 deep, without repeated keys on its top
  // level.
  static absl::StatusOr<JsonFields> Parse(absl::string_view text);

  bool Has(const char* name) const;

  absl::StatusOr<std::optional<std::string>> OptionalString(const char* name) const;
  absl::StatusOr<std::string> String(const char* name) const;
  // A string, or a whole number as its digits.
  absl::StatusOr<std::optional<std::string>> OptionalName(const char* name) const;
  absl::StatusOr<std::optional<double>> OptionalNumber(const char* name) const;
  absl::StatusOr<std::optional<int64_t>> OptionalInteger(const char* name) const;
  // Empty where it is absent.
  absl::StatusOr<std::vector<std::string>> Strings(const char* name) const;
  absl::StatusOr<std::vector<JsonFields>> Objects(const char* name) const;
  absl::StatusOr<std::optional<JsonFields>> OptionalObject(const char* name) const;

  // Names the first field that is none of `known`, and all that are.
  absl::Status CheckKnown(std::initializer_list<const char*> known) const;

 private:
  explicit JsonFields(nlohmann::json object) : object_(std::move(object)) {}
  // Null where it is absent.
  const nlohmann::json* Find(const char* name) const;

  nlohmann::json object_;
};

// `text` as a JSON string with its quotes, bytes that are not UTF-8 replaced.
std::string JsonQuote(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_JSON_FIELDS_H_
