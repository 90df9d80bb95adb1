#include "judge/problem/dmoj_yaml.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem_fault.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kTests[] = "test_cases: [{in: 1.in, out: 1.out, points: 5}]\n";

TEST(ParseDmojYaml, AllOfIt) {
  const auto settings = ParseDmojYaml(
      "archive: a.zip\n"
      "points: 3\n"
      "output_limit_length: 1000\n"
      "unbuffered: true\n"
      "file_io: {input: a.in, output: a.out}\n"
      "test_cases:\n"
      "- {points: 0, in: p.in, out: p.out}\n"
      "- {in: q.in, out: q.out}\n"
      "- points: 10\n"
      "  batched:\n"
      "  - {in: 0.in, out: 0.out}\n"
      "  - {in: 1.in, out: 1.out}\n"
      "- points: 20\n"
      "  batched: [{in: 2.in, out: 2.out}]\n"
      "  dependencies: [1]\n",
      "i");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->archive, "a.zip");
  EXPECT_EQ(settings->output_bytes, 1000);
  EXPECT_EQ(settings->input_file_name, "a.in");
  EXPECT_EQ(settings->output_file_name, "a.out");
  EXPECT_TRUE(settings->beyond.empty());
  ASSERT_EQ(settings->cases.size(), 4);
  EXPECT_FALSE(settings->cases[0].is_batch);
  EXPECT_EQ(settings->cases[0].points, 0);
  EXPECT_EQ(settings->cases[1].tests[0].points, 3);
  EXPECT_TRUE(settings->cases[2].is_batch);
  EXPECT_EQ(settings->cases[2].tests[1].input, "1.in");
  EXPECT_EQ(settings->cases[2].tests[1].answer, "1.out");
  EXPECT_EQ(settings->cases[2].tests[1].points, 10);
  EXPECT_EQ(settings->cases[2].tests[1].line, 12);
  EXPECT_THAT(settings->cases[3].dependencies, ElementsAre(1));
}

TEST(ParseDmojYaml, Checkers) {
  const struct {
    std::string text;
    std::vector<std::string> args;
  } cases[] = {
      {"", {"case_sensitive"}},
      {"checker: standard", {"case_sensitive"}},
      {"checker: identical", {"case_sensitive", "space_change_sensitive"}},
      {"checker: floats", {"case_sensitive", "float_tolerance", "1e-6"}},
      {"checker: {name: floats, args: {precision: 9}}",
       {"case_sensitive", "float_tolerance", "1e-9"}},
      {"checker: {name: floats, args: {error_mode: relative}}",
       {"case_sensitive", "float_relative_tolerance", "1e-6"}},
      {"checker: floatsabs", {"case_sensitive", "float_absolute_tolerance", "1e-6"}},
      {"checker: floatsrel", {"case_sensitive", "float_relative_tolerance", "1e-6"}},
  };
  for (const auto& c : cases) {
    const auto settings = ParseDmojYaml(kTests + c.text, "i");
    ASSERT_TRUE(settings.ok()) << settings.status();
    EXPECT_EQ(settings->validator_args, c.args) << c.text;
    EXPECT_TRUE(settings->beyond.empty());
  }
}

TEST(ParseDmojYaml, Programs) {
  const auto settings = ParseDmojYaml(
      std::string(kTests) +
          "checker: {name: bridged, args: {files: c.cpp, lang: CPP17, type: testlib}}\n"
          "interactive: {files: [i.cpp, h.cpp], type: coci, memory_limit: 5}\n",
      "i");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(settings->checker->files, ElementsAre("c.cpp"));
  EXPECT_EQ(settings->checker->language, "CPP17");
  EXPECT_EQ(settings->checker->protocol, ValidatorProtocol::kTestlib);
  EXPECT_THAT(settings->interactor->files, ElementsAre("i.cpp", "h.cpp"));
  EXPECT_EQ(settings->interactor->protocol, ValidatorProtocol::kCoci);
  EXPECT_EQ(
      ParseDmojYaml(std::string(kTests) + "interactive: {files: i.c}", "i")->interactor->protocol,
      ValidatorProtocol::kExitCode);
}

TEST(ParseDmojYaml, WhatIsBeyondIsNamed) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"checker: sorted", "i:2: checker \"sorted\""},
      {"checker: check.py", "i:2: checker \"check.py\""},
      {"custom_judge: a.py", "i:2: custom_judge"},
      {"signature_grader: {entry: a.c, header: a.h}", "i:2: signature_grader"},
      {"generator: a.cpp", "i:2: generator"},
      {"test_cases++: x", "i:2: test_cases++"},
      {"interactive: {files: a.c, type: peg}", "i:2: interactive.type"},
  };
  for (const auto& c : cases) {
    const auto settings = ParseDmojYaml(kTests + c.text, "i");
    ASSERT_TRUE(settings.ok()) << settings.status();
    EXPECT_THAT(settings->beyond, ElementsAre(c.named));
  }
  EXPECT_THAT(ParseDmojYaml("test_cases: {input_format: x}", "i")->beyond,
              ElementsAre("i:1: test_cases by patterns"));
  EXPECT_THAT(ParseDmojYaml("test_cases: [{out: x, checker: y}]", "i")->beyond,
              ElementsAre("i:1: test_cases.checker", "i:1: test_cases without in"));
}

TEST(ParseDmojYaml, Faults) {
  const struct {
    std::string text;
    std::string named;
  } cases[] = {
      {"", "i:1: test_cases has no tests"},
      {"test_cases: 5", "i:1: test_cases must be a list"},
      {"test_cases: [5]", "must have a map for each test"},
      {"test_cases:\n- {in: a, points: x}", "i:2: test_cases.points must be a number"},
      {"test_cases: [{in: [a]}]", "test_cases.in must be one value"},
      {"test_cases: [{batched: []}]", "test_cases.batched must be a list of tests"},
      {"test_cases: [{batched: [{batched: [{in: a}]}]}]", "has a batch in a batch"},
      {"test_cases: [{batched: [{in: a}], dependencies: [1]}]", "numbers of earlier batches"},
      {"test_cases: [{batched: [{in: a}]}, {batched: [{in: a}], dependencies: [2]}]",
       "dependencies must be a whole number from 1 to 1"},
      {"checker: {args: {}}", "checker must have a name"},
      {"checker: {name: floats, args: {precision: x}}", "checker.precision must be a whole number"},
      {"checker: {name: floats, args: {error_mode: x}}", "checker has the error_mode \"x\""},
      {"checker: bridged", "checker must name files"},
      {"interactive: x", "interactive must be a map"},
      {"output_limit_length: 0", "output_limit_length must be a whole number"},
      {"a: [", "not YAML"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseDmojYaml(c.text, "i").status();
    EXPECT_TRUE(IsProblemFault(status)) << c.text << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
  }
}

}  // namespace
}  // namespace assay::judge
