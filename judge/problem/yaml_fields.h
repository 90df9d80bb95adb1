#ifndef ASSAY_JUDGE_PROBLEM_YAML_FIELDS_H_
#define ASSAY_JUDGE_PROBLEM_YAML_FIELDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "judge/problem/yaml.h"

namespace assay::judge {

// Where a value of a YAML file stands, for messages.
struct YamlPlace {
  absl::string_view file = {};
  // With the keys above it and dots between: "limits.memory".
  std::string key = {};
  int line = 1;

  // The problem's fault: "FILE:LINE: KEY REASON".
  absl::Status Fault(absl::string_view reason) const;
  // "FILE:LINE: KEY", for Problem::beyond.
  std::string Name() const;
};

// The place of the entry `key` of a map at `parent` (with an empty key for the top).
YamlPlace PlaceOf(const YamlEntry& entry, const YamlPlace& parent);

// These read a value; else the problem's fault at `place`.

// One value, without white space at its ends.
absl::StatusOr<std::string> ReadYamlText(const YamlValue& value, const YamlPlace& place);

// As above, and plain (see IsPlainText).
absl::StatusOr<std::string> ReadYamlPlainText(const YamlValue& value, const YamlPlace& place);

// Words in one text, or in a list. Null is none.
absl::StatusOr<std::vector<std::string>> ReadYamlWords(const YamlValue& value,
                                                       const YamlPlace& place);

// A list of texts, each whole. Null is none.
absl::StatusOr<std::vector<std::string>> ReadYamlTexts(const YamlValue& value,
                                                       const YamlPlace& place);

// `true` or `false`, in any case.
absl::StatusOr<bool> ReadYamlBool(const YamlValue& value, const YamlPlace& place);

// A decimal number from `least` to `greatest`.
absl::StatusOr<double> ReadYamlNumber(const YamlValue& value, const YamlPlace& place, double least,
                                      double greatest);

// A whole number from `least` to `greatest`.
absl::StatusOr<int64_t> ReadYamlInteger(const YamlValue& value, const YamlPlace& place,
                                        int64_t least, int64_t greatest);

// Seconds, see ParseSeconds().
absl::StatusOr<absl::Duration> ReadYamlSeconds(const YamlValue& value, const YamlPlace& place);

// A time limit in seconds: 0.001 to 3600. INVALID_ARGUMENT otherwise.
absl::StatusOr<absl::Duration> ParseSeconds(absl::string_view text);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_PROBLEM_YAML_FIELDS_H_
