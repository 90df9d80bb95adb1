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

TEST(ParseProblemYaml, UnsupportedIsNamed) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"validation: custom", "p:1: validation \"custom\""},
      {"validation: custom interactive", "validation \"custom interactive\""},
      {"validation: [default]", "validation"},
      {"validation:", "validation"},
      {"type: scoring", "type \"scoring\""},
      {"type: [pass-fail, interactive]", "type \"interactive\""},
      {"name: x\ntype: pass-fail multi-pass", "p:2: type \"multi-pass\""},
      {"problem_format_version: 2099-01", "problem_format_version \"2099-01\""},
      {"languages: [cpp]", "languages"},
      {"languages: cpp", "languages"},
      {"constants: {N: 5}", "constants"},
      {"libraries: x", "libraries"},
      {"grading: {objective: max}", "grading"},
      {"limits: {validation_passes: 2}", "limits.validation_passes"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseProblemYaml(c.text, "p").status();
    EXPECT_TRUE(absl::IsUnimplemented(status)) << c.text << ": " << status;
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
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseProblemYaml(c.text, "p").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

TEST(ParseGroupYaml, Table) {
  EXPECT_THAT(*ParseGroupYaml("output_validator_args: [float_tolerance, 1e-6]\n", "g"),
              testing::ElementsAre("float_tolerance", "1e-6"));
  EXPECT_THAT(*ParseGroupYaml("output_validator_flags: case_sensitive\nhint: x\n", "g"),
              testing::ElementsAre("case_sensitive"));
  EXPECT_TRUE(ParseGroupYaml("", "g")->empty());
  EXPECT_TRUE(absl::IsUnimplemented(ParseGroupYaml("on_reject: continue", "g").status()));
  EXPECT_TRUE(IsProblemFault(ParseGroupYaml("output_validator_flags: x", "g").status()));
}

TEST(ParseSeconds, Table) {
  EXPECT_EQ(*ParseSeconds("2"), absl::Seconds(2));
  EXPECT_EQ(*ParseSeconds("0.001"), absl::Milliseconds(1));
  EXPECT_EQ(*ParseSeconds("3600"), absl::Hours(1));
  for (const char* text : {"", "0", "-1", "1s", "nan", "inf", "3600.1", "0.0009", "1e400", "1 2"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseSeconds(text).status())) << text;
  }
}

}  // namespace
}  // namespace assay::judge
