#include "judge/problem/group_yaml.h"

#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "judge/problem/problem_fault.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "judge/problem/yaml_fields.h"
#include "judge/validate/decimal_number.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

using Words = std::vector<std::string>;

constexpr double kMaxScore = 1e15;
constexpr int64_t kMaxGroupScore = 1'000'000'000'000;

absl::Status CheckFlags(const Words& words, const YamlPlace& place, bool default_validator) {
  if (!default_validator) return absl::OkStatus();
  const absl::Status status = ParseValidatorFlags(words).status();
  if (!status.ok()) return place.Fault(absl::StrCat("is wrong: ", status.message()));
  return absl::OkStatus();
}

// Legacy: words, or a map with `name` and `flags`.
absl::StatusOr<std::pair<std::string, Words>> ReadNamedFlags(const YamlValue& value,
                                                             const YamlPlace& place) {
  std::pair<std::string, Words> result;
  if (value.map() == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(result.second, ReadYamlWords(value, place));
    return result;
  }
  for (const YamlEntry& entry : *value.map()) {
    const YamlPlace here = PlaceOf(entry, place);
    if (entry.key == "name") {
      ASSAY_ASSIGN_OR_RETURN(result.first, ReadYamlPlainText(entry.value, here));
    } else if (entry.key == "flags") {
      ASSAY_ASSIGN_OR_RETURN(result.second, ReadYamlWords(entry.value, here));
    } else {
      return here.Fault("is not a known key; name and flags are");
    }
  }
  return result;
}

absl::Status ReadGraderArgs(const YamlPlace& place, LegacyGrading& grading) {
  using VerdictMode = LegacyGrading::VerdictMode;
  using ScoreMode = LegacyGrading::ScoreMode;
  static const auto* const kVerdictModes =
      new std::map<std::string, VerdictMode>{{"worst_error", VerdictMode::kWorstError},
                                             {"first_error", VerdictMode::kFirstError},
                                             {"always_accept", VerdictMode::kAlwaysAccept}};
  static const auto* const kScoreModes =
      new std::map<std::string, ScoreMode>{{"sum", ScoreMode::kSum},
                                           {"avg", ScoreMode::kAverage},
                                           {"min", ScoreMode::kMin},
                                           {"max", ScoreMode::kMax}};
  for (const std::string& word : grading.grader_args) {
    if (const auto verdict = kVerdictModes->find(word); verdict != kVerdictModes->end()) {
      grading.verdict_mode = verdict->second;
    } else if (const auto score = kScoreModes->find(word); score != kScoreModes->end()) {
      grading.score_mode = score->second;
    } else if (word == "ignore_sample") {
      grading.ignore_sample = true;
    } else if (word == "accept_if_any_accepted") {
      grading.accept_if_any_accepted = true;
    } else {
      return place.Fault(
          absl::StrCat("has the word ", Quote(word), ", which the default grader does not know"));
    }
  }
  return absl::OkStatus();
}

// "A B": numbers, -inf, inf or +inf.
absl::Status ReadRange(const YamlValue& value, const YamlPlace& place, LegacyGrading& grading) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  ASSAY_ASSIGN_OR_RETURN(const Words words, ReadYamlWords(value, place));
  std::vector<double> bounds;
  for (const std::string& word : words) {
    std::optional<double> bound = ParseDecimalNumber(word);
    if (word == "inf" || word == "+inf") bound = kInfinity;
    if (word == "-inf") bound = -kInfinity;
    if (!bound.has_value()) return place.Fault(absl::StrCat("has no number in ", Quote(word)));
    bounds.push_back(*bound);
  }
  if (bounds.size() != 2 || bounds[0] > bounds[1]) {
    return place.Fault("must be two numbers, the lesser first");
  }
  grading.least_score = bounds[0];
  grading.greatest_score = bounds[1];
  return absl::OkStatus();
}

absl::Status ReadLegacyKey(const YamlEntry& entry, const YamlPlace& place, bool default_validator,
                           LegacyGroupSettings& settings) {
  LegacyGrading& grading = settings.grading;
  const std::string& key = entry.key;
  const YamlValue& value = entry.value;
  if (key == "on_reject") {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
    if (text != "break" && text != "continue") return place.Fault("must be break or continue");
    grading.break_on_reject = text == "break";
  } else if (key == "grading") {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
    if (text != "default" && text != "custom") return place.Fault("must be default or custom");
    grading.custom = text == "custom";
  } else if (key == "grader_flags") {
    ASSAY_ASSIGN_OR_RETURN(grading.grader_args, ReadYamlWords(value, place));
  } else if (key == "accept_score") {
    ASSAY_ASSIGN_OR_RETURN(grading.accept_score,
                           ReadYamlNumber(value, place, -kMaxScore, kMaxScore));
  } else if (key == "reject_score") {
    ASSAY_ASSIGN_OR_RETURN(grading.reject_score,
                           ReadYamlNumber(value, place, -kMaxScore, kMaxScore));
  } else if (key == "range") {
    return ReadRange(value, place, grading);
  } else if (key == "input_validator_flags") {
    ASSAY_ASSIGN_OR_RETURN(auto flags, ReadNamedFlags(value, place));
    settings.input_validator_args[flags.first] = std::move(flags.second);
  } else if (key == "output_validator_flags") {
    ASSAY_ASSIGN_OR_RETURN(auto flags, ReadNamedFlags(value, place));
    ASSAY_RETURN_IF_ERROR(CheckFlags(flags.second, place, default_validator));
    settings.validator_name = std::move(flags.first);
    settings.validator_args = std::move(flags.second);
  } else {
    return place.Fault("is not a known key");
  }
  return absl::OkStatus();
}

absl::StatusOr<InputValidatorArgs> ReadInputValidatorArgs(const YamlValue& value,
                                                          const YamlPlace& place) {
  InputValidatorArgs args;
  if (value.map() == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(args[""], ReadYamlTexts(value, place));
    return args;
  }
  for (const YamlEntry& entry : *value.map()) {
    ASSAY_ASSIGN_OR_RETURN(args[entry.key], ReadYamlTexts(entry.value, PlaceOf(entry, place)));
  }
  return args;
}

// Reads a key that both tests and groups have; false when it is none.
absl::StatusOr<bool> ReadTestKey(const YamlEntry& entry, const YamlPlace& place,
                                 bool default_validator, TestSettings& settings) {
  const std::string& key = entry.key;
  const YamlValue& value = entry.value;
  if (key == "args") {
    ASSAY_ASSIGN_OR_RETURN(settings.args, ReadYamlTexts(value, place));
  } else if (key == "output_validator_args") {
    ASSAY_ASSIGN_OR_RETURN(settings.validator_args, ReadYamlTexts(value, place));
    ASSAY_RETURN_IF_ERROR(CheckFlags(*settings.validator_args, place, default_validator));
  } else if (key == "input_validator_args") {
    ASSAY_ASSIGN_OR_RETURN(settings.input_validator_args, ReadInputValidatorArgs(value, place));
  } else if (key == "input_visualizer_args" || key == "output_visualizer_args") {
    ASSAY_RETURN_IF_ERROR(ReadYamlTexts(value, place).status());
  } else if (key == "full_feedback") {
    ASSAY_ASSIGN_OR_RETURN(settings.full_feedback, ReadYamlBool(value, place));
  } else {
    return false;
  }
  return true;
}

absl::Status ReadGroupKey(const YamlEntry& entry, const YamlPlace& place, GroupSettings& settings) {
  using Mode = Aggregation::Mode;
  const std::string& key = entry.key;
  const YamlValue& value = entry.value;
  if (key == "max_score") {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
    settings.max_score.emplace();
    if (text != "unbounded") {
      ASSAY_ASSIGN_OR_RETURN(*settings.max_score, ReadYamlInteger(value, place, 0, kMaxGroupScore));
    }
  } else if (key == "score_aggregation") {
    static const auto* const kModes = new std::map<std::string, Mode>{
        {"pass-fail", Mode::kPassFail}, {"sum", Mode::kSum}, {"min", Mode::kMin}};
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
    const auto mode = kModes->find(text);
    if (mode == kModes->end()) return place.Fault("must be pass-fail, sum or min");
    settings.mode = mode->second;
  } else if (key == "require_pass") {
    // One name, which may have no spaces, or a list.
    ASSAY_ASSIGN_OR_RETURN(settings.require_pass, ReadYamlWords(value, place));
    settings.require_pass_place = place.Name();
  } else if (key == "static_validation_score") {
    ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
    settings.static_validation_score = 0;
    if (text == "pass-fail") return absl::OkStatus();
    settings.static_validation_scores = true;
    ASSAY_ASSIGN_OR_RETURN(settings.static_validation_score,
                           ReadYamlInteger(value, place, 0, kMaxGroupScore));
  } else if (key == "static_validator_args") {
    ASSAY_ASSIGN_OR_RETURN(settings.static_validator_args, ReadYamlTexts(value, place));
    return absl::OkStatus();
  } else {
    return place.Fault("is not a known key");
  }
  settings.scoring_place = place.Name();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LegacyGroupSettings> ParseLegacyGroupYaml(absl::string_view text,
                                                         absl::string_view file,
                                                         bool default_validator) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  LegacyGroupSettings settings;
  YamlPlace grader_place = {.file = file, .key = "grader_flags"};
  for (const YamlEntry& entry : map) {
    const YamlPlace place = PlaceOf(entry, {.file = file});
    if (entry.key == "grader_flags") grader_place = place;
    ASSAY_RETURN_IF_ERROR(ReadLegacyKey(entry, place, default_validator, settings));
  }
  if (!settings.grading.custom) {
    ASSAY_RETURN_IF_ERROR(ReadGraderArgs(grader_place, settings.grading));
  }
  return settings;
}

absl::StatusOr<GroupSettings> ParseGroupYaml(absl::string_view text, absl::string_view file,
                                             bool default_validator) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  GroupSettings settings;
  for (const YamlEntry& entry : map) {
    const YamlPlace place = PlaceOf(entry, {.file = file});
    ASSAY_ASSIGN_OR_RETURN(const bool read,
                           ReadTestKey(entry, place, default_validator, settings.tests));
    if (!read) ASSAY_RETURN_IF_ERROR(ReadGroupKey(entry, place, settings));
  }
  if (!settings.static_validator_args.empty() && !settings.static_validation_score) {
    return ProblemFault(absl::StrCat(
        file, ":1: static_validator_args is for groups with static_validation_score only"));
  }
  return settings;
}

absl::StatusOr<TestSettings> ParseTestYaml(absl::string_view text, absl::string_view file,
                                           bool default_validator) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  TestSettings settings;
  for (const YamlEntry& entry : map) {
    const YamlPlace place = PlaceOf(entry, {.file = file});
    ASSAY_ASSIGN_OR_RETURN(const bool read, ReadTestKey(entry, place, default_validator, settings));
    if (read) continue;
    if (entry.key == "hint") {
      ASSAY_ASSIGN_OR_RETURN(settings.hint, ReadYamlText(entry.value, place));
    } else if (entry.key == "description") {
      ASSAY_ASSIGN_OR_RETURN(settings.description, ReadYamlText(entry.value, place));
    } else {
      return place.Fault("is not a known key");
    }
  }
  return settings;
}

}  // namespace assay::judge
