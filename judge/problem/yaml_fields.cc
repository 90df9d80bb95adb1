#include "judge/problem/yaml_fields.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_name.h"
#include "judge/validate/decimal_number.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::Status YamlPlace::Fault(absl::string_view reason) const {
  return ProblemFault(absl::StrCat(Name(), " ", reason));
}

std::string YamlPlace::Name() const { return absl::StrCat(file, ":", line, ": ", key); }

YamlPlace PlaceOf(const YamlEntry& entry, const YamlPlace& parent) {
  const std::string key = IsPlainText(entry.key) ? entry.key : Quote(entry.key);
  return {.file = parent.file,
          .key = parent.key.empty() ? key : absl::StrCat(parent.key, ".", key),
          .line = entry.value.line};
}

absl::StatusOr<std::string> ReadYamlText(const YamlValue& value, const YamlPlace& place) {
  if (value.scalar() == nullptr) return place.Fault("must be one value");
  return std::string(absl::StripAsciiWhitespace(*value.scalar()));
}

absl::StatusOr<std::string> ReadYamlPlainText(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(std::string text, ReadYamlText(value, place));
  if (text.empty() || !IsPlainText(text)) {
    return place.Fault("must be UTF-8 text without control or invisible characters");
  }
  return text;
}

absl::StatusOr<std::vector<std::string>> ReadYamlWords(const YamlValue& value,
                                                       const YamlPlace& place) {
  if (value.scalar() == nullptr) {
    if (!value.is_null() && value.list() == nullptr) {
      return place.Fault("must be words or a list of words");
    }
    return ReadYamlTexts(value, place);
  }
  return std::vector<std::string>(
      absl::StrSplit(*value.scalar(), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()));
}

absl::StatusOr<std::vector<std::string>> ReadYamlTexts(const YamlValue& value,
                                                       const YamlPlace& place) {
  std::vector<std::string> texts;
  if (value.is_null()) return texts;
  if (value.list() == nullptr) return place.Fault("must be a list of words");
  for (const YamlValue& item : *value.list()) {
    if (item.scalar() == nullptr) return place.Fault("must be words or a list of words");
    texts.push_back(*item.scalar());
  }
  return texts;
}

absl::StatusOr<bool> ReadYamlBool(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
  const std::string lower = absl::AsciiStrToLower(text);
  if (lower == "true") return true;
  if (lower == "false") return false;
  return place.Fault(absl::StrCat("must be true or false, not ", Quote(text)));
}

absl::StatusOr<double> ReadYamlNumber(const YamlValue& value, const YamlPlace& place, double least,
                                      double greatest) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
  const std::optional<double> number = ParseDecimalNumber(text);
  if (!number.has_value() || !(*number >= least) || !(*number <= greatest)) {
    return place.Fault(
        absl::StrCat("must be a number from ", least, " to ", greatest, ", not ", Quote(text)));
  }
  return *number;
}

absl::StatusOr<int64_t> ReadYamlInteger(const YamlValue& value, const YamlPlace& place,
                                        int64_t least, int64_t greatest) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < least || number > greatest) {
    return place.Fault(absl::StrCat("must be a whole number from ", least, " to ", greatest,
                                    ", not ", Quote(text)));
  }
  return number;
}

absl::StatusOr<absl::Duration> ReadYamlSeconds(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
  absl::StatusOr<absl::Duration> time = ParseSeconds(text);
  if (!time.ok()) return place.Fault(time.status().message());
  return time;
}

absl::StatusOr<absl::Duration> ParseSeconds(absl::string_view text) {
  const std::optional<double> seconds = ParseDecimalNumber(text);
  if (!seconds.has_value() || !(*seconds >= 0.001) || !(*seconds <= 3600)) {
    return absl::InvalidArgumentError(
        absl::StrCat("must be seconds from 0.001 to 3600, such as 1.5, not ", Quote(text)));
  }
  return absl::Seconds(*seconds);
}

}  // namespace assay::judge
