#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "judge/base/printable.h"
#include "judge/problem/default_expectations.h"
#include "judge/problem/glob.h"
#include "judge/problem/icpc_submissions.h"
#include "judge/problem/test_name.h"
#include "judge/problem/yaml.h"
#include "judge/problem/yaml_fields.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr double kMaxScore = 1e15;

absl::StatusOr<VerdictSet> ReadVerdicts(const YamlValue& value, const YamlPlace& place) {
  static const auto* const kVerdicts =
      new std::map<std::string, ExpectedVerdict>{{"AC", ExpectedVerdict::kAccepted},
                                                 {"WA", ExpectedVerdict::kWrongAnswer},
                                                 {"TLE", ExpectedVerdict::kTimeLimit},
                                                 {"RTE", ExpectedVerdict::kRunTimeError}};
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> words, ReadYamlTexts(value, place));
  VerdictSet verdicts;
  for (const std::string& word : words) {
    const auto verdict = kVerdicts->find(word);
    if (verdict == kVerdicts->end()) {
      return place.Fault(absl::StrCat("has ", Quote(word), " and knows AC, WA, TLE, RTE"));
    }
    verdicts.Add(verdict->second);
    // The format has no other words for these.
    if (verdict->second == ExpectedVerdict::kRunTimeError) {
      verdicts.Add(ExpectedVerdict::kMemoryLimit);
      verdicts.Add(ExpectedVerdict::kOutputLimit);
    }
  }
  return verdicts;
}

absl::StatusOr<std::pair<double, double>> ReadScore(const YamlValue& value,
                                                    const YamlPlace& place) {
  if (value.list() == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(const double score, ReadYamlNumber(value, place, 0, kMaxScore));
    return std::pair(score, score);
  }
  if (value.list()->size() != 2) return place.Fault("must be one number or a list of two");
  ASSAY_ASSIGN_OR_RETURN(const double from,
                         ReadYamlNumber(value.list()->front(), place, 0, kMaxScore));
  ASSAY_ASSIGN_OR_RETURN(const double to,
                         ReadYamlNumber(value.list()->back(), place, from, kMaxScore));
  return std::pair(from, to);
}

absl::StatusOr<Expectation::TimeLimitUse> ReadTimeLimitUse(const YamlValue& value,
                                                           const YamlPlace& place) {
  using Use = Expectation::TimeLimitUse;
  static const auto* const kUses = new std::map<std::string, Use>{{"false", Use::kNone},
                                                                  {"true", Use::kAsExpected},
                                                                  {"lower", Use::kLower},
                                                                  {"upper", Use::kUpper}};
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadYamlText(value, place));
  const auto use = kUses->find(text);
  if (use == kUses->end()) return place.Fault("must be true, false, lower or upper");
  return use->second;
}

// Reads a key that an expectation has; false when it is none.
absl::StatusOr<bool> ReadExpectationKey(const YamlEntry& entry, const YamlPlace& place,
                                        Expectation& expectation) {
  if (entry.key == "permitted") {
    ASSAY_ASSIGN_OR_RETURN(expectation.permitted, ReadVerdicts(entry.value, place));
  } else if (entry.key == "required") {
    ASSAY_ASSIGN_OR_RETURN(expectation.required, ReadVerdicts(entry.value, place));
  } else if (entry.key == "score") {
    ASSAY_ASSIGN_OR_RETURN(expectation.score, ReadScore(entry.value, place));
  } else if (entry.key == "message") {
    ASSAY_ASSIGN_OR_RETURN(expectation.message, ReadYamlText(entry.value, place));
  } else if (entry.key == "use_for_time_limit") {
    ASSAY_ASSIGN_OR_RETURN(expectation.time_limit_use, ReadTimeLimitUse(entry.value, place));
  } else {
    return false;
  }
  return true;
}

// Reads the value of a pattern of tests.
absl::Status ReadTestsRule(const YamlEntry& entry, const YamlPlace& place,
                           std::vector<Expectation>& expectations) {
  if (entry.value.map() == nullptr) return place.Fault("must be a map, and is no known key");
  const absl::StatusOr<std::vector<std::string>> patterns = ExpandBraces(entry.key);
  if (!patterns.ok()) return place.Fault(patterns.status().message());
  Expectation expectation;
  for (const YamlEntry& inner : *entry.value.map()) {
    const YamlPlace here = PlaceOf(inner, place);
    ASSAY_ASSIGN_OR_RETURN(const bool read, ReadExpectationKey(inner, here, expectation));
    if (!read) return here.Fault("is not a known key");
  }
  expectation.tests = entry.key;
  expectations.push_back(std::move(expectation));
  return absl::OkStatus();
}

absl::StatusOr<SubmissionRule> ReadRule(const YamlEntry& entry, const YamlPlace& place) {
  SubmissionRule rule;
  absl::StatusOr<std::vector<std::string>> patterns = ExpandBraces(entry.key);
  if (!patterns.ok()) return place.Fault(patterns.status().message());
  rule.patterns = *std::move(patterns);
  Expectation whole = DefaultExpectation(entry.key, IcpcVersion::k202509).value_or(Expectation());
  std::vector<Expectation> parts;
  if (entry.value.is_null()) return rule;
  if (entry.value.map() == nullptr) return place.Fault("must be a map");
  for (const YamlEntry& inner : *entry.value.map()) {
    const YamlPlace here = PlaceOf(inner, place);
    ASSAY_ASSIGN_OR_RETURN(const bool read, ReadExpectationKey(inner, here, whole));
    if (read || inner.key == "authors") continue;
    if (inner.key == "language") {
      ASSAY_ASSIGN_OR_RETURN(rule.language, ReadYamlPlainText(inner.value, here));
    } else if (inner.key == "entrypoint") {
      ASSAY_ASSIGN_OR_RETURN(rule.entry_point, ReadYamlPlainText(inner.value, here));
    } else if (inner.key == "model_solution") {
      ASSAY_RETURN_IF_ERROR(ReadYamlBool(inner.value, here).status());
    } else {
      ASSAY_RETURN_IF_ERROR(ReadTestsRule(inner, here, parts));
    }
  }
  rule.expectations.push_back(std::move(whole));
  rule.expectations.insert(rule.expectations.end(), parts.begin(), parts.end());
  return rule;
}

}  // namespace

absl::StatusOr<std::vector<SubmissionRule>> ParseSubmissionsYaml(absl::string_view text,
                                                                 absl::string_view file) {
  ASSAY_ASSIGN_OR_RETURN(const YamlMap map, ParseYaml(text, file));
  std::vector<SubmissionRule> rules;
  for (const YamlEntry& entry : map) {
    ASSAY_ASSIGN_OR_RETURN(SubmissionRule rule, ReadRule(entry, PlaceOf(entry, {.file = file})));
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace assay::judge
