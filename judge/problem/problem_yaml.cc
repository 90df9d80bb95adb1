#include "judge/problem/problem_yaml.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "judge/problem/yaml_fields.h"
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
constexpr double kMaxMultiplier = 1e6;
constexpr int64_t kMaxPasses = 1'000'000;

// Reads the keys of one file, one after the other.
class Reader {
 public:
  explicit Reader(ProblemSettings& settings) : settings_(settings) {}

  absl::Status ReadKey(const std::string& key, const YamlValue& value, const YamlPlace& place);
  // What the keys must be together.
  absl::Status Finish(absl::string_view file) const;

  absl::Status ReadVersion(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadValidation(const YamlValue& value, const YamlPlace& place);
  TimeLimitRule rule() const {
    return is_new() ? TimeLimitRule(new_rule_) : TimeLimitRule(legacy_rule_);
  }

 private:
  bool is_new() const { return settings_.version == IcpcVersion::k202509; }
  absl::Status ReadType(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadValidatorFlags(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadGrading(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadLanguages(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadConstants(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadNetwork(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadLimits(const YamlValue& value, const YamlPlace& place);
  absl::Status ReadLimit(const std::string& key, const YamlValue& value, const YamlPlace& place);
  absl::Status ReadLegacyLimit(const std::string& key, const YamlValue& value,
                               const YamlPlace& place);
  absl::Status ReadNewLimit(const std::string& key, const YamlValue& value, const YamlPlace& place);
  absl::Status ReadMultipliers(const YamlValue& value, const YamlPlace& place);

  ProblemSettings& settings_;
  std::set<std::string> seen_;
  std::string scoring_validation_;
  std::string grading_;
  bool has_passes_ = false;
  LegacyTimeRule legacy_rule_;
  TimeRule new_rule_;
};

absl::StatusOr<int64_t> ReadBytes(const YamlValue& value, int64_t unit, const YamlPlace& place,
                                  int64_t least = 1) {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
  const absl::StatusOr<int64_t> count = ReadYamlInteger(value, place, least, kMaxBytes / unit);
  if (!count.ok()) {
    return place.Fault(absl::StrCat("must be a whole number of ", unit == kKibibyte ? "KiB" : "MiB",
                                    " from ", least, " to ", kMaxBytes / unit, ", not ",
                                    Quote(text)));
  }
  return *count * unit;
}

// A text, or a map from language to text.
absl::StatusOr<std::string> ReadName(const YamlValue& value, const YamlPlace& place) {
  const YamlValue* chosen = &value;
  if (value.map() != nullptr && !value.map()->empty()) {
    chosen = &value.map()->front().value;
    for (const auto& [language, name] : *value.map()) {
      if (language == "en") chosen = &name;
    }
  }
  return ReadYamlPlainText(*chosen, place);
}

absl::Status Reader::ReadVersion(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(const std::string version, ReadYamlText(value, place));
  if (version == "legacy") {
    settings_.version = IcpcVersion::kLegacy;
  } else if (version == "legacy-icpc") {
    settings_.version = IcpcVersion::kLegacyIcpc;
  } else if (version == "2025-09" || version == "2023-07-draft") {
    settings_.version = IcpcVersion::k202509;
  } else {
    return absl::UnimplementedError(
        absl::StrCat(place.Name(), " ", Quote(version), " is not supported yet"));
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadType(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(const Words types, ReadYamlWords(value, place));
  if (types.empty()) return place.Fault("must name a type");
  ProblemKind& kind = settings_.kind;
  std::set<std::string> given;
  for (const std::string& type : types) {
    if (!given.insert(type).second) return place.Fault(absl::StrCat("has ", type, " twice"));
    if (type == "scoring" && settings_.version != IcpcVersion::kLegacyIcpc) {
      kind.scoring = true;
    } else if (type == "multi-pass" && is_new()) {
      kind.multi_pass = true;
    } else if (type == "interactive" && is_new()) {
      kind.interactive = true;
    } else if (type == "submit-answer" && is_new()) {
      kind.submit_answer = true;
    } else if (type != "pass-fail") {
      return place.Fault(absl::StrCat(Quote(type), " is not a type of this format version"));
    }
  }
  if (kind.scoring && given.count("pass-fail") != 0) {
    return place.Fault("cannot be both pass-fail and scoring");
  }
  if (kind.submit_answer && (kind.multi_pass || kind.interactive)) {
    return place.Fault("cannot be submit-answer with multi-pass or interactive");
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadValidation(const YamlValue& value, const YamlPlace& place) {
  if (value.scalar() == nullptr) return place.Fault("must be words");
  ASSAY_ASSIGN_OR_RETURN(const Words words, ReadYamlWords(value, place));
  if (words.empty() || (words[0] != "default" && words[0] != "custom")) {
    return place.Fault("must begin with default or custom");
  }
  settings_.custom_validation = words[0] == "custom";
  for (size_t i = 1; i < words.size(); ++i) {
    if (!settings_.custom_validation || (words[i] != "score" && words[i] != "interactive")) {
      return place.Fault(absl::StrCat("has the word ", Quote(words[i]),
                                      "; after custom, score and interactive may follow"));
    }
    if (words[i] == "interactive") settings_.kind.interactive = true;
    if (words[i] == "score") scoring_validation_ = place.Name();
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadValidatorFlags(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(settings_.validator_flags, ReadYamlWords(value, place));
  if (settings_.custom_validation) return absl::OkStatus();
  const absl::Status status = ParseValidatorFlags(settings_.validator_flags).status();
  if (!status.ok()) return place.Fault(absl::StrCat("is wrong: ", status.message()));
  return absl::OkStatus();
}

absl::Status Reader::ReadGrading(const YamlValue& value, const YamlPlace& place) {
  grading_ = place.Name();
  if (value.is_null()) return absl::OkStatus();
  if (value.map() == nullptr) return place.Fault("must be a map");
  for (const YamlEntry& entry : *value.map()) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "objective") {
      ASSAY_ASSIGN_OR_RETURN(const std::string objective, ReadYamlText(entry.value, here));
      if (objective != "min" && objective != "max") return here.Fault("must be min or max");
      settings_.kind.minimizes = objective == "min";
    } else if (entry.key == "show_test_data_groups") {
      ASSAY_RETURN_IF_ERROR(ReadYamlBool(entry.value, here).status());
    } else {
      return here.Fault("is not a known key");
    }
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadLanguages(const YamlValue& value, const YamlPlace& place) {
  ASSAY_ASSIGN_OR_RETURN(settings_.languages, ReadYamlWords(value, place));
  if (settings_.languages.empty()) return place.Fault("must be all or a list of languages");
  if (settings_.languages == Words{"all"}) settings_.languages.clear();
  for (const std::string& language : settings_.languages) {
    if (!IsPlainText(language)) return place.Fault("must be names of languages");
  }
  return absl::OkStatus();
}

bool IsConstantName(absl::string_view name) {
  if (name.empty() || absl::ascii_isdigit(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; });
}

absl::Status Reader::ReadConstants(const YamlValue& value, const YamlPlace& place) {
  if (value.is_null()) return absl::OkStatus();
  if (value.map() == nullptr) return place.Fault("must be a map of names to values");
  for (const YamlEntry& entry : *value.map()) {
    const YamlPlace here = PlaceOf(entry, place);
    if (!IsConstantName(entry.key)) return here.Fault("is not a name of a constant");
    if (entry.value.scalar() == nullptr) return here.Fault("must be one value");
    settings_.constants[entry.key] = *entry.value.scalar();
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadMultipliers(const YamlValue& value, const YamlPlace& place) {
  if (value.map() == nullptr) return place.Fault("must be a map");
  for (const YamlEntry& entry : *value.map()) {
    const YamlPlace here = PlaceOf(entry, place);
    double* const multiplier = entry.key == "ac_to_time_limit"    ? &new_rule_.ac_to_time_limit
                               : entry.key == "time_limit_to_tle" ? &new_rule_.time_limit_to_tle
                                                                  : nullptr;
    if (multiplier == nullptr) return here.Fault("is not a known key");
    ASSAY_ASSIGN_OR_RETURN(*multiplier, ReadYamlNumber(entry.value, here, 1, kMaxMultiplier));
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadLegacyLimit(const std::string& key, const YamlValue& value,
                                     const YamlPlace& place) {
  if (is_new()) return place.Fault("is not a limit of this format version");
  double& multiplier =
      key == "time_multiplier" ? legacy_rule_.time_multiplier : legacy_rule_.time_safety_margin;
  ASSAY_ASSIGN_OR_RETURN(multiplier, ReadYamlNumber(value, place, 1e-6, kMaxMultiplier));
  return absl::OkStatus();
}

absl::Status Reader::ReadNewLimit(const std::string& key, const YamlValue& value,
                                  const YamlPlace& place) {
  if (key == "time_limit") {
    ASSAY_ASSIGN_OR_RETURN(settings_.limits.time, ReadYamlSeconds(value, place));
    settings_.has_time_limit = true;
  } else if (key == "time_multipliers") {
    return ReadMultipliers(value, place);
  } else if (key == "time_resolution") {
    ASSAY_ASSIGN_OR_RETURN(new_rule_.time_resolution, ReadYamlSeconds(value, place));
  } else {
    ASSAY_ASSIGN_OR_RETURN(settings_.kind.validation_passes,
                           ReadYamlInteger(value, place, 2, kMaxPasses));
    has_passes_ = true;
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadLimit(const std::string& key, const YamlValue& value,
                               const YamlPlace& place) {
  ProblemLimits& limits = settings_.limits;
  const int64_t least = kLeastMemoryMebibytes;
  if (key == "memory") {
    ASSAY_ASSIGN_OR_RETURN(limits.memory_bytes, ReadBytes(value, kMebibyte, place, least));
  } else if (key == "output") {
    ASSAY_ASSIGN_OR_RETURN(limits.output_bytes, ReadBytes(value, kMebibyte, place));
  } else if (key == "code") {
    ASSAY_ASSIGN_OR_RETURN(limits.source_bytes, ReadBytes(value, kKibibyte, place));
  } else if (key == "compilation_time") {
    ASSAY_ASSIGN_OR_RETURN(limits.compilation_time, ReadYamlSeconds(value, place));
  } else if (key == "compilation_memory") {
    ASSAY_ASSIGN_OR_RETURN(limits.compilation_memory_bytes,
                           ReadBytes(value, kMebibyte, place, least));
  } else if (key == "validation_time") {
    ASSAY_ASSIGN_OR_RETURN(limits.validation_time, ReadYamlSeconds(value, place));
  } else if (key == "validation_memory") {
    ASSAY_ASSIGN_OR_RETURN(limits.validation_memory_bytes,
                           ReadBytes(value, kMebibyte, place, least));
  } else if (key == "validation_output") {
    ASSAY_ASSIGN_OR_RETURN(limits.validation_output_bytes, ReadBytes(value, kMebibyte, place));
  } else if (key == "time_multiplier" || key == "time_safety_margin") {
    return ReadLegacyLimit(key, value, place);
  } else if (key == "time_limit" || key == "time_multipliers" || key == "time_resolution" ||
             key == "validation_passes") {
    return ReadNewLimit(key, value, place);
  } else {
    return place.Fault("is not a known limit");
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadLimits(const YamlValue& value, const YamlPlace& place) {
  if (value.is_null()) return absl::OkStatus();
  if (value.map() == nullptr) return place.Fault("must be a map of limits");
  for (const YamlEntry& entry : *value.map()) {
    ASSAY_RETURN_IF_ERROR(ReadLimit(entry.key, entry.value, PlaceOf(entry, place)));
  }
  return absl::OkStatus();
}

// Ours, in every version.
absl::Status Reader::ReadNetwork(const YamlValue& value, const YamlPlace& place) {
  const absl::StatusOr<std::string> network = ReadYamlText(value, place);
  if (!network.ok()) return network.status();
  settings_.kind.network_pair = *network == "pair";
  if (*network == "pair" || *network == "none") return absl::OkStatus();
  return place.Fault("must be none or pair");
}

absl::Status Reader::ReadKey(const std::string& key, const YamlValue& value,
                             const YamlPlace& place) {
  static const auto* const kPassedOver = new std::set<std::string>{"problem_format_version",
                                                                   "uuid",
                                                                   "version",
                                                                   "credits",
                                                                   "source",
                                                                   "license",
                                                                   "rights_owner",
                                                                   "embargo_until",
                                                                   "keywords",
                                                                   "allow_file_writing"};
  static const auto* const kPassedOverInLegacy =
      new std::set<std::string>{"author", "authors", "source_url"};
  seen_.insert(key);
  if (key == "name") {
    ASSAY_ASSIGN_OR_RETURN(settings_.name, ReadName(value, place));
  } else if (key == "type") {
    return ReadType(value, place);
  } else if (key == "limits") {
    return ReadLimits(value, place);
  } else if (key == "languages") {
    return ReadLanguages(value, place);
  } else if (key == "constants") {
    return ReadConstants(value, place);
  } else if (key == "assay_network") {
    return ReadNetwork(value, place);
  } else if (kPassedOver->count(key) != 0) {
    return absl::OkStatus();
  } else if (is_new()) {
    return place.Fault("is not a known key of format version 2025-09");
  } else if (key == "validation") {
    // Read before the others.
  } else if (key == "validator_flags") {
    return ReadValidatorFlags(value, place);
  } else if (key == "grading") {
    return ReadGrading(value, place);
  } else if (key == "libraries") {
    settings_.beyond.push_back(place.Name());
  } else if (kPassedOverInLegacy->count(key) == 0) {
    return place.Fault("is not a known key");
  }
  return absl::OkStatus();
}

absl::Status Reader::Finish(absl::string_view file) const {
  if (is_new()) {
    for (const char* const key : {"name", "uuid"}) {
      if (seen_.count(key) == 0) {
        return ProblemFault(absl::StrCat(file, ":1: the key ", key, " is missing"));
      }
    }
  }
  if (settings_.kind.network_pair && !settings_.kind.interactive) {
    return ProblemFault(
        absl::StrCat(file, ":1: assay_network: pair is for the type interactive only"));
  }
  if (has_passes_ && !settings_.kind.multi_pass) {
    return ProblemFault(
        absl::StrCat(file, ":1: limits.validation_passes is for the type multi-pass only"));
  }
  for (const std::string& place : {scoring_validation_, grading_}) {
    if (!place.empty() && !settings_.kind.scoring) {
      return ProblemFault(absl::StrCat(place, " is for problems of type scoring only"));
    }
  }
  return absl::OkStatus();
}

const YamlEntry* Find(const YamlMap& map, absl::string_view key) {
  const auto found =
      std::find_if(map.begin(), map.end(), [&](const YamlEntry& e) { return e.key == key; });
  return found == map.end() ? nullptr : &*found;
}

}  // namespace

absl::StatusOr<ProblemSettings> ParseProblemYaml(absl::string_view text, absl::string_view file) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  ProblemSettings settings;
  Reader reader(settings);
  const YamlPlace top = {.file = file};
  // The meaning of other keys depends on these.
  if (const YamlEntry* entry = Find(map, "problem_format_version")) {
    ASSAY_RETURN_IF_ERROR(reader.ReadVersion(entry->value, PlaceOf(*entry, top)));
  }
  const YamlEntry* const validation = Find(map, "validation");
  if (validation != nullptr && settings.version != IcpcVersion::k202509) {
    ASSAY_RETURN_IF_ERROR(reader.ReadValidation(validation->value, PlaceOf(*validation, top)));
  }
  for (const YamlEntry& entry : map) {
    ASSAY_RETURN_IF_ERROR(reader.ReadKey(entry.key, entry.value, PlaceOf(entry, top)));
  }
  ASSAY_RETURN_IF_ERROR(reader.Finish(file));
  settings.time_limit_rule = reader.rule();
  return settings;
}

}  // namespace assay::judge
