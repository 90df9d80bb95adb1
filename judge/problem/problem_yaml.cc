#include "judge/problem/problem_yaml.h"

#include <cstdint>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "judge/base/printable.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "judge/validate/decimal_number.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using Words = std::vector<std::string>;

// 1 TiB: what no judge has, so that sums and products of limits cannot overflow.
constexpr int64_t kMaxBytes = int64_t{1} << 40;
constexpr int64_t kKibibyte = 1 << 10;
constexpr int64_t kMebibyte = 1 << 20;
// Memory below which no program starts: a package that allows less could judge nothing.
constexpr int64_t kLeastMemoryMebibytes = 2;

// Where a value stands, for messages.
struct Place {
  absl::string_view file;
  std::string key;
  int line;

  absl::Status Fault(absl::string_view reason) const {
    return ProblemFault(absl::StrCat(file, ":", line, ": ", key, " ", reason));
  }
  absl::Status Unsupported(absl::string_view what) const {
    return absl::UnimplementedError(
        absl::StrCat(file, ":", line, ": ", key, what, " is not supported yet"));
  }
};

absl::StatusOr<std::string> ParseText(const YamlValue& value, const Place& place) {
  if (value.scalar() == nullptr) return place.Fault("must be one value");
  return std::string(absl::StripAsciiWhitespace(*value.scalar()));
}

// Words in one text or in a list. Null is none.
absl::StatusOr<Words> ParseWords(const YamlValue& value, const Place& place) {
  if (value.is_null()) return Words();
  if (value.scalar() != nullptr) {
    return Words(absl::StrSplit(*value.scalar(), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty()));
  }
  if (value.list() == nullptr) return place.Fault("must be words or a list of words");
  Words words;
  for (const YamlValue& item : *value.list()) {
    if (item.scalar() == nullptr) return place.Fault("must be words or a list of words");
    words.push_back(*item.scalar());
  }
  return words;
}

absl::StatusOr<Words> ParseFlagWords(const YamlValue& value, const Place& place) {
  ASSAY_ASSIGN_OR_RETURN(Words words, ParseWords(value, place));
  const absl::Status status = ParseValidatorFlags(words).status();
  if (!status.ok()) return place.Fault(absl::StrCat("is wrong: ", status.message()));
  return words;
}

absl::StatusOr<absl::Duration> ParseTime(const YamlValue& value, const Place& place) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ParseText(value, place));
  absl::StatusOr<absl::Duration> time = ParseSeconds(text);
  if (!time.ok()) return place.Fault(time.status().message());
  return time;
}

absl::StatusOr<int64_t> ParseBytes(const YamlValue& value, int64_t unit, const Place& place,
                                   int64_t least = 1) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ParseText(value, place));
  int64_t count = 0;
  if (!absl::SimpleAtoi(text, &count) || count < least || count > kMaxBytes / unit) {
    return place.Fault(absl::StrCat("must be a whole number of ", unit == kKibibyte ? "KiB" : "MiB",
                                    " from ", least, " to ", kMaxBytes / unit, ", not ",
                                    Quote(text)));
  }
  return count * unit;
}

// A text, or a map from language to text.
absl::StatusOr<std::string> ParseName(const YamlValue& value, const Place& place) {
  const YamlValue* chosen = &value;
  if (value.map() != nullptr && !value.map()->empty()) {
    chosen = &value.map()->front().value;
    for (const auto& [language, name] : *value.map()) {
      if (language == "en") chosen = &name;
    }
  }
  ASSAY_ASSIGN_OR_RETURN(std::string name, ParseText(*chosen, place));
  if (name.empty() || !IsPlainText(name)) {
    return place.Fault("must be UTF-8 text without control or invisible characters");
  }
  return name;
}

absl::Status CheckFormatVersion(const YamlValue& value, const Place& place) {
  static constexpr absl::string_view kKnown[] = {"legacy", "legacy-icpc", "2023-07-draft",
                                                 "2025-09"};
  ASSAY_ASSIGN_OR_RETURN(const std::string version, ParseText(value, place));
  for (const absl::string_view known : kKnown) {
    if (version == known) return absl::OkStatus();
  }
  return place.Unsupported(absl::StrCat(" ", Quote(version)));
}

absl::Status CheckType(const YamlValue& value, const Place& place) {
  ASSAY_ASSIGN_OR_RETURN(const Words types, ParseWords(value, place));
  for (const std::string& type : types) {
    if (type != "pass-fail") return place.Unsupported(absl::StrCat(" ", Quote(type)));
  }
  return absl::OkStatus();
}

absl::Status CheckScalarIs(absl::string_view supported, const YamlValue& value,
                           const Place& place) {
  if (value.scalar() != nullptr && *value.scalar() == supported) return absl::OkStatus();
  return place.Unsupported(value.scalar() == nullptr ? std::string(" with a list or a map")
                                                     : absl::StrCat(" ", Quote(*value.scalar())));
}

absl::Status ReadLimit(const std::string& key, const YamlValue& value, const Place& place,
                       ProblemSettings& settings) {
  static const auto* const kPassedOver = new std::set<std::string>{
      "time_multiplier", "time_multipliers",  "time_safety_margin", "time_resolution",
      "validation_time", "validation_memory", "validation_output"};
  ProblemLimits& limits = settings.limits;
  if (key == "time_limit") {
    ASSAY_ASSIGN_OR_RETURN(limits.time, ParseTime(value, place));
    settings.has_time_limit = true;
  } else if (key == "memory") {
    ASSAY_ASSIGN_OR_RETURN(limits.memory_bytes,
                           ParseBytes(value, kMebibyte, place, kLeastMemoryMebibytes));
  } else if (key == "output") {
    ASSAY_ASSIGN_OR_RETURN(limits.output_bytes, ParseBytes(value, kMebibyte, place));
  } else if (key == "code") {
    ASSAY_ASSIGN_OR_RETURN(limits.source_bytes, ParseBytes(value, kKibibyte, place));
  } else if (key == "compilation_time") {
    ASSAY_ASSIGN_OR_RETURN(limits.compilation_time, ParseTime(value, place));
  } else if (key == "compilation_memory") {
    ASSAY_ASSIGN_OR_RETURN(limits.compilation_memory_bytes,
                           ParseBytes(value, kMebibyte, place, kLeastMemoryMebibytes));
  } else if (key == "validation_passes") {
    return place.Unsupported("");
  } else if (kPassedOver->count(key) == 0) {
    return place.Fault("is not a known limit");
  }
  return absl::OkStatus();
}

absl::Status ReadLimits(const YamlValue& value, const Place& place, ProblemSettings& settings) {
  if (value.is_null()) return absl::OkStatus();
  if (value.map() == nullptr) return place.Fault("must be a map of limits");
  for (const auto& [key, limit] : *value.map()) {
    const Place limit_place = {
        place.file,
        IsPlainText(key) ? absl::StrCat("limits.", key) : absl::StrCat("limits.", Quote(key)),
        limit.line};
    ASSAY_RETURN_IF_ERROR(ReadLimit(key, limit, limit_place, settings));
  }
  return absl::OkStatus();
}

absl::Status ReadKey(const std::string& key, const YamlValue& value, const Place& place,
                     ProblemSettings& settings) {
  // `allow_file_writing` gives programs a right that the jail gives to all.
  static const auto* const kPassedOver = new std::set<std::string>{"uuid",
                                                                   "version",
                                                                   "author",
                                                                   "authors",
                                                                   "credits",
                                                                   "source",
                                                                   "license",
                                                                   "rights_owner",
                                                                   "embargo_until",
                                                                   "keywords",
                                                                   "allow_file_writing",
                                                                   "source_url"};
  static const auto* const kUnsupported =
      new std::set<std::string>{"grading", "libraries", "constants", "languages"};
  if (key == "name") {
    ASSAY_ASSIGN_OR_RETURN(settings.name, ParseName(value, place));
  } else if (key == "problem_format_version") {
    return CheckFormatVersion(value, place);
  } else if (key == "type") {
    return CheckType(value, place);
  } else if (key == "validation") {
    return CheckScalarIs("default", value, place);
  } else if (key == "languages" && value.scalar() != nullptr && *value.scalar() == "all") {
    return absl::OkStatus();
  } else if (key == "validator_flags") {
    ASSAY_ASSIGN_OR_RETURN(settings.validator_flags, ParseFlagWords(value, place));
  } else if (key == "limits") {
    return ReadLimits(value, place, settings);
  } else if (kUnsupported->count(key) != 0) {
    return place.Unsupported("");
  } else if (kPassedOver->count(key) == 0) {
    return place.Fault("is not a known key");
  }
  return absl::OkStatus();
}

std::string KeyForMessages(const std::string& key) { return IsPlainText(key) ? key : Quote(key); }

}  // namespace

absl::StatusOr<absl::Duration> ParseSeconds(absl::string_view text) {
  const std::optional<double> seconds = ParseDecimalNumber(text);
  if (!seconds.has_value() || !(*seconds >= 0.001) || !(*seconds <= 3600)) {
    return absl::InvalidArgumentError(
        absl::StrCat("must be seconds from 0.001 to 3600, such as 1.5, not ", Quote(text)));
  }
  return absl::Seconds(*seconds);
}

absl::StatusOr<ProblemSettings> ParseProblemYaml(absl::string_view text, absl::string_view file) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  ProblemSettings settings;
  for (const auto& [key, value] : map) {
    ASSAY_RETURN_IF_ERROR(
        ReadKey(key, value, Place{file, KeyForMessages(key), value.line}, settings));
  }
  return settings;
}

absl::StatusOr<std::vector<std::string>> ParseGroupYaml(absl::string_view text,
                                                        absl::string_view file) {
  static const auto* const kPassedOver = new std::set<std::string>{
      "input_validator_flags", "input_validator_args", "hint", "description", "full_feedback"};
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  Words words;
  for (const auto& [key, value] : map) {
    const Place place = {file, KeyForMessages(key), value.line};
    if (key == "output_validator_flags" || key == "output_validator_args") {
      ASSAY_ASSIGN_OR_RETURN(words, ParseFlagWords(value, place));
    } else if (kPassedOver->count(key) == 0) {
      return place.Unsupported("");
    }
  }
  return words;
}

}  // namespace assay::judge
