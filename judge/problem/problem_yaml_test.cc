#include "judge/problem/problem_yaml.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"

namespace assay::judge {
namespace {

using testing::HasSubstr;

TEST(ParseProblemYaml, EmptyMeansDefaults) {
  const auto settings = ParseProblemYaml("", "p");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->name, "");
  EXPECT_TRUE(settings->limits == ProblemLimits());
  EXPECT_EQ(settings->limits.time, absl::Seconds(1));
  EXPECT_EQ(settings->limits.memory_bytes, int64_t{2048} << 20);
  EXPECT_EQ(settings->limits.output_bytes, int64_t{8} << 20);
  EXPECT_FALSE(settings->has_time_limit);
  EXPECT_TRUE(settings->validator_flags.empty());
}

TEST(ParseProblemYaml, Legacy) {
  const auto settings = ParseProblemYaml(R"(
problem_format_version: legacy
name:
  sv: Cirkel
  en: Circle
author: Someone
source: A contest
license: cc by-sa
rights_owner: Somebody
keywords: [geometry, easy]
type: pass-fail
validation: default
validator_flags: float_tolerance  1e-6 case_sensitive
limits:
  time_multiplier: 5
  time_safety_margin: 2
  memory: 512
  output: 16
  code: 128
  compilation_time: 60
  compilation_memory: 1024
  validation_time: 60
)",
                                         "p");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->name, "Circle");
  EXPECT_EQ(settings->limits.memory_bytes, 512 << 20);
  EXPECT_EQ(settings->limits.output_bytes, 16 << 20);
  EXPECT_EQ(settings->limits.source_bytes, 128 << 10);
  EXPECT_EQ(settings->limits.compilation_time, absl::Seconds(60));
  EXPECT_EQ(settings->limits.compilation_memory_bytes, 1024 << 20);
  EXPECT_FALSE(settings->has_time_limit);
  EXPECT_THAT(settings->validator_flags,
              testing::ElementsAre("float_tolerance", "1e-6", "case_sensitive"));
}

TEST(ParseProblemYaml, Version202509) {
  const auto settings = ParseProblemYaml(R"(
problem_format_version: 2025-09
uuid: 5ca6ba5b-36d5-4eff-8aa7-d967cbc4375e
type: [pass-fail]
name: Ett plus två
credits: {authors: [A, B]}
languages: all
limits:
  time_limit: 2.5
  time_multipliers: {ac_to_time_limit: 2.0}
  time_resolution: 0.1
)",
                                         "p");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->name, "Ett plus två");
  EXPECT_EQ(settings->limits.time, absl::Milliseconds(2500));
  EXPECT_TRUE(settings->has_time_limit);
}

TEST(ParseProblemYaml, Kinds) {
  const struct {
    std::string text;
    ProblemKind kind;
  } cases[] = {
      {"", {}},
      {"type: pass-fail", {}},
      {"type: scoring\ngrading: {objective: min, show_test_data_groups: true}",
       {.scoring = true, .minimizes = true}},
      {"validation: custom interactive", {.interactive = true}},
      {"validation: custom interactive\nassay_network: pair",
       {.interactive = true, .network_pair = true}},
      {"validation: custom interactive\nassay_network: none", {.interactive = true}},
      {"validation: custom score interactive\ntype: scoring",
       {.scoring = true, .interactive = true}},
      {"problem_format_version: 2025-09\nname: x\nuuid: y\n"
       "type: [scoring, interactive, multi-pass]\nlimits: {validation_passes: 7}",
       {.scoring = true, .interactive = true, .multi_pass = true, .validation_passes = 7}},
      {"problem_format_version: 2023-07-draft\nname: x\nuuid: y\ntype: submit-answer",
       {.submit_answer = true}},
  };
  for (const auto& c : cases) {
    const auto settings = ParseProblemYaml(c.text, "p");
    ASSERT_TRUE(settings.ok()) << settings.status();
    EXPECT_TRUE(settings->kind == c.kind) << c.text;
  }
}

TEST(ParseProblemYaml, TimeRules) {
  EXPECT_TRUE(ParseProblemYaml("", "p")->time_limit_rule == TimeLimitRule(LegacyTimeRule()));
  EXPECT_TRUE(ParseProblemYaml("limits: {time_multiplier: 3, time_safety_margin: 1.5}", "p")
                  ->time_limit_rule ==
              TimeLimitRule(LegacyTimeRule{.time_multiplier = 3, .time_safety_margin = 1.5}));
  const std::string head = "problem_format_version: 2025-09\nname: x\nuuid: y\n";
  EXPECT_TRUE(ParseProblemYaml(head, "p")->time_limit_rule == TimeLimitRule(TimeRule()));
  EXPECT_TRUE(ParseProblemYaml(head + "limits: {time_multipliers: {ac_to_time_limit: 3, "
                                      "time_limit_to_tle: 1}, time_resolution: 0.1}",
                               "p")
                  ->time_limit_rule ==
              TimeLimitRule(TimeRule{.ac_to_time_limit = 3,
                                     .time_limit_to_tle = 1,
                                     .time_resolution = absl::Milliseconds(100)}));
}

TEST(ParseProblemYaml, OtherKeys) {
  const auto settings = ParseProblemYaml(
      "validator_flags: any words\nvalidation: custom\nlanguages: [cpp, python3]\n"
      "constants: {N: 5, s_1: a b}\nlibraries: x\n"
      "limits: {validation_time: 3, validation_memory: 4, validation_output: 5}",
      "p");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_TRUE(settings->custom_validation);
  EXPECT_THAT(settings->validator_flags, testing::ElementsAre("any", "words"));
  EXPECT_THAT(settings->languages, testing::ElementsAre("cpp", "python3"));
  EXPECT_THAT(settings->constants,
              testing::ElementsAre(testing::Pair("N", "5"), testing::Pair("s_1", "a b")));
  EXPECT_EQ(settings->limits.validation_time, absl::Seconds(3));
  EXPECT_EQ(settings->limits.validation_memory_bytes, 4 << 20);
  EXPECT_EQ(settings->limits.validation_output_bytes, 5 << 20);
  EXPECT_THAT(settings->beyond, testing::ElementsAre("p:5: libraries"));
}

TEST(ParseProblemYaml, UnknownVersionIsNamed) {
  const absl::Status status = ParseProblemYaml("problem_format_version: 2099-01", "p").status();
  EXPECT_TRUE(absl::IsUnimplemented(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("problem_format_version \"2099-01\""));
}

TEST(ParseProblemYaml, Version202509IsStrict) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"name: x", "the key uuid is missing"},
      {"uuid: x", "the key name is missing"},
      {"name: x\nuuid: y\nauthor: z", "p:4: author is not a known key of format version"},
      {"name: x\nuuid: y\nvalidation: default", "validation is not a known key"},
      {"name: x\nuuid: y\nvalidator_flags: case_sensitive", "validator_flags is not a known key"},
      {"name: x\nuuid: y\ngrading: {}", "grading is not a known key"},
      {"name: x\nuuid: y\nlimits: {time_multiplier: 5}", "limits.time_multiplier is not a limit"},
      {"name: x\nuuid: y\nlimits: {validation_passes: 3}", "for the type multi-pass only"},
      {"name: x\nuuid: y\nlimits: {validation_passes: 1}", "limits.validation_passes must be"},
      {"name: x\nuuid: y\nlimits: {time_multipliers: {ac_to_time_limit: 0.5}}",
       "limits.time_multipliers.ac_to_time_limit must be a number from 1"},
      {"name: x\nuuid: y\nlimits: {time_multipliers: {x: 1}}", "limits.time_multipliers.x is not"},
      {"name: x\nuuid: y\ntype: [pass-fail, scoring]", "cannot be both"},
      {"name: x\nuuid: y\nassay_network: pair", "is for the type interactive only"},
      {"name: x\nuuid: y\ntype: interactive\nassay_network: egress", "must be none or pair"},
      {"name: x\nuuid: y\ntype: [interactive, submit-answer]", "cannot be submit-answer with"},
      {"name: x\nuuid: y\ntype: [scoring, scoring]", "has scoring twice"},
      {"name: x\nuuid: y\ntype: []", "must name a type"},
      {"name: x\nuuid: y\nconstants: {1a: 5}", "constants.1a is not a name of a constant"},
  };
  for (const auto& c : cases) {
    const absl::Status status =
        ParseProblemYaml("problem_format_version: 2025-09\n" + c.text, "p").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

TEST(ParseProblemYaml, FaultsNameLineAndKey) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"name: x\nnmae: y", "p:2: nmae is not a known key"},
      {"\"a\\nb\": 1", "\"a\\nb\" is not a known key"},
      {"name: [x]", "name must be one value"},
      {"name:", "name must be one value"},
      {"name: {}", "name must be one value"},
      {"name: \"\\e[31m\"", "name must be UTF-8 text"},
      {"name: ''", "name must be UTF-8 text"},
      {"limits: 5", "limits must be a map"},
      {"limits:\n  memroy: 5", "p:2: limits.memroy is not a known limit"},
      {"limits: {memory: 0}", "limits.memory must be a whole number of MiB"},
      {"limits: {memory: 1}", "p:1: limits.memory must be a whole number of MiB from 2 to 1048576"},
      {"limits: {memory: -1}", "limits.memory"},
      {"limits: {memory: 1.5}", "limits.memory"},
      {"limits: {memory: 256MiB}", "limits.memory"},
      {"limits: {memory: 99999999999999999999}", "limits.memory"},
      {"limits: {memory: 1048577}", "limits.memory"},
      {"limits: {memory: [1]}", "limits.memory must be one value"},
      {"limits: {output: many}", "limits.output"},
      {"limits: {code: 0}", "limits.code must be a whole number of KiB"},
      {"limits: {time_limit: 0}", "limits.time_limit must be seconds"},
      {"limits: {time_limit: -1}", "limits.time_limit"},
      {"limits: {time_limit: .inf}", "limits.time_limit"},
      {"limits: {time_limit: .nan}", "limits.time_limit"},
      {"limits: {time_limit: 2s}", "limits.time_limit"},
      {"limits: {time_limit: 1e9}", "limits.time_limit"},
      {"limits: {time_limit: 1e-9}", "limits.time_limit"},
      {"limits: {compilation_time: x}", "limits.compilation_time"},
      {"limits: {compilation_memory: 1}",
       "limits.compilation_memory must be a whole number of MiB"},
      {"validator_flags: float_tolerance", "validator_flags is wrong"},
      {"validator_flags: [no_such]", "no_such"},
      {"validator_flags: {a: b}", "validator_flags must be words"},
      {"validator_flags: [[a]]", "validator_flags must be words"},
      {"type: {a: b}", "type must be words"},
      {"type: multi-pass", "type \"multi-pass\" is not a type of this format version"},
      {"problem_format_version: legacy-icpc\ntype: scoring", "p:2: type \"scoring\" is not"},
      {"grading: {objective: max}", "p:1: grading is for problems of type scoring only"},
      {"validation: custom score", "p:1: validation is for problems of type scoring only"},
      {"type: scoring\ngrading: {objective: most}", "grading.objective must be min or max"},
      {"validation: default score", "validation has the word \"score\""},
      {"validation: custom fast", "validation has the word \"fast\""},
      {"validation: [default]", "validation must be words"},
      {"validation:", "validation must be words"},
      {"validation: mine", "validation must begin with default or custom"},
      {"languages: []", "languages must be all or a list"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseProblemYaml(c.text, "p").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

}  // namespace
}  // namespace assay::judge
