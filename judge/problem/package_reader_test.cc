#include "judge/problem/package_reader.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Names(const Problem& problem) {
  std::vector<std::string> names;
  for (const TestCase& test : problem.tests) names.push_back(test.name);
  return names;
}

// Reads one of this repository's packages. Tests run in the workspace's root; Bazel shows sources
// as links that leave the folder, so the package is read where it really is.
absl::StatusOr<Problem> ReadOwnPackage(const std::string& name) {
  const std::string file = "tests/packages/" + name + "/problem.yaml";
  return ReadPackage(std::filesystem::canonical(file).parent_path().string());
}

TEST(ReadPackage, Aplusb) {
  const absl::StatusOr<Problem> problem = ReadOwnPackage("aplusb");
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_EQ(problem->name, "A + B");
  EXPECT_EQ(problem->limits.time, absl::Seconds(2));
  EXPECT_EQ(problem->limits.memory_bytes, 256 << 20);
  EXPECT_THAT(Names(*problem), ElementsAre("sample/1", "sample/2", "secret/01-small/cancel",
                                           "secret/01-small/negative", "secret/01-small/thousand",
                                           "secret/01-small/zero", "secret/02-large/int-overflow",
                                           "secret/02-large/int-underflow", "secret/02-large/max",
                                           "secret/02-large/min", "secret/02-large/mixed",
                                           "secret/02-large/random"));
  for (const TestCase& test : problem->tests) {
    EXPECT_TRUE(OpenTestFile(*problem, test.input_path).ok());
    EXPECT_TRUE(OpenTestFile(*problem, *test.answer_path).ok());
  }
}

TEST(ReadPackage, Floats) {
  const absl::StatusOr<Problem> problem = ReadOwnPackage("floats");
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_EQ(problem->name, "Circle");
  EXPECT_EQ(problem->limits.time, absl::Seconds(2));
  EXPECT_EQ(problem->limits.memory_bytes, 128 << 20);
  EXPECT_EQ(problem->validator_flags.float_absolute_tolerance, 1e-6);
  EXPECT_EQ(problem->validator_flags.float_relative_tolerance, 1e-6);
}

TEST(ReadPackage, BrokenPackages) {
  const struct {
    std::string name;
    std::string message;
  } cases[] = {
      {"broken_no_answer", "broken_no_answer/data/secret/2.in has no answer; add 2.ans beside it"},
      {"broken_yaml", "broken_yaml/problem.yaml:4: not YAML"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ReadOwnPackage(c.name).status();
    EXPECT_TRUE(IsProblemFault(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

// A good package, to be changed.
void WritePackage(const TempFolder& temp) {
  temp.Write("problem.yaml", "name: P\n");
  for (const char* name :
       {"data/sample/1", "data/secret/10", "data/secret/2", "data/secret/a/b/c"}) {
    temp.Write(std::string(name) + ".in");
    temp.Write(std::string(name) + ".ans");
  }
}

TEST(ReadPackage, NamesAndOrder) {
  const TempFolder temp;
  WritePackage(temp);
  // What is passed over.
  for (const char* name :
       {"data/sample/1.hint", "data/sample/2.interaction", "data/secret/x.out",
        "data/secret/.git/1.in", "data/invalid_input/1.in", "submissions/accepted/a.cpp",
        "problem_statement/problem.en.tex", "output_validators/v.cpp", "data/secret/.1.in"}) {
    temp.Write(name);
  }
  const absl::StatusOr<Problem> problem = ReadPackage(temp.path());
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_THAT(Names(*problem), ElementsAre("sample/1", "secret/10", "secret/2", "secret/a/b/c"));
  EXPECT_EQ(problem->tests[3].input_path, temp / "data/secret/a/b/c.in");
  EXPECT_EQ(problem->tests[3].answer_path, temp / "data/secret/a/b/c.ans");
  EXPECT_EQ(problem->root, temp.path());
}

TEST(ReadPackage, NameFallsBackToTheFolders) {
  const TempFolder temp;
  WritePackage(temp);
  temp.Write("problem.yaml", "");
  EXPECT_THAT(ReadPackage(temp.path())->name, testing::StartsWith("problem."));
}

TEST(ReadPackage, TimeLimit) {
  const struct {
    std::string yaml;
    std::string file;
    absl::Duration time;
  } cases[] = {
      {"", "", absl::Seconds(1)},
      {"", " 3\n", absl::Seconds(3)},
      {"limits: {time_limit: 0.5}", "3\n", absl::Milliseconds(500)},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    WritePackage(temp);
    temp.Write("problem.yaml", c.yaml);
    if (!c.file.empty()) temp.Write(".timelimit", c.file);
    const absl::StatusOr<Problem> problem = ReadPackage(temp.path());
    ASSERT_TRUE(problem.ok()) << problem.status();
    EXPECT_EQ(problem->limits.time, c.time);
  }
}

TEST(ReadPackage, ValidatorFlags) {
  const TempFolder temp;
  WritePackage(temp);
  temp.Write("problem.yaml", "validator_flags: float_tolerance 1e-3 case_sensitive\n");
  temp.Write("data/testdata.yaml", "output_validator_flags: float_absolute_tolerance 1e-6\n");
  const absl::StatusOr<Problem> problem = ReadPackage(temp.path());
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_TRUE(problem->validator_flags == (ValidatorFlags{.case_sensitive = true,
                                                          .float_relative_tolerance = 1e-3,
                                                          .float_absolute_tolerance = 1e-6}));
}

TEST(ReadPackage, UnsupportedIsNamed) {
  const struct {
    std::string file;
    std::string named;
  } cases[] = {
      {"output_validator/v.cpp", "/output_validator is"},
      {"static_validator/v.cpp", "/static_validator is"},
      {"data/secret/2.args", "/data/secret/2.args is"},
      {"data/secret/2.files/x", "/data/secret/2.files is"},
      {"data/sample/1.yaml", "/data/sample/1.yaml is"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    WritePackage(temp);
    temp.Write(c.file, "on_reject: continue\n");
    const absl::Status status = ReadPackage(temp.path()).status();
    EXPECT_TRUE(absl::IsUnimplemented(status)) << c.file << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.named));
    EXPECT_TRUE(ReadProblem(temp.path()).ok());
  }
}

TEST(ReadProblem, FormatIsToldByItsFile) {
  const TempFolder temp;
  temp.Write("1.in");
  temp.Write("init.yml", "test_cases: [{in: 1.in, out: 1.in}]");
  EXPECT_THAT(Names(*ReadProblem(temp.path())), ElementsAre("1"));
  temp.Write("problem.xml", "<problem/>");
  const absl::Status status = ReadProblem(temp.path()).status();
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("has both problem.xml and init.yml"));
}

TEST(ReadProblem, BareFolder) {
  const TempFolder temp;
  temp.Write("2.in");
  temp.Write("2.out");
  const absl::StatusOr<Problem> problem = ReadProblem(temp.path());
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_THAT(Names(*problem), ElementsAre("2"));
  EXPECT_TRUE(problem->limits == LimitsOfBareTests());
}

TEST(ReadPackage, ProblemsFault) {
  const struct {
    std::vector<std::pair<std::string, std::string>> files;
    std::string message;
  } cases[] = {
      {{{"data/secret/x.in", ""}}, "data/secret/x.in has no answer"},
      {{{"data/sample/x.ans", ""}}, "is an answer without input"},
      {{{"data/secret/x.in/1", ""}}, "data/secret/\"x.in\" is a folder"},
      {{{"data/secret/a/y.ans/1", ""}}, "data/secret/a/\"y.ans\" is a folder"},
      {{{"data/secret/\x1b.in", ""}, {"data/secret/\x1b.ans", ""}}, "must be UTF-8"},
      {{{"data/secret/1\u202eni.in", ""}, {"data/secret/1\u202eni.ans", ""}}, "must be UTF-8"},
      {{{"problem.yaml", "a: ["}}, "problem.yaml:"},
      {{{"problem.yaml", std::string(2 << 20, '#')}}, "problem.yaml is larger"},
      {{{".timelimit", "soon"}}, ".timelimit must be seconds"},
      {{{".timelimit", std::string(1000, '1')}}, ".timelimit is larger"},
      {{{"data/secret/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1.in", ""}}, "nested too deeply"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    WritePackage(temp);
    for (const auto& [name, content] : c.files) temp.Write(name, content);
    const absl::Status status = ReadPackage(temp.path()).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(ReadPackage, MissingParts) {
  const TempFolder temp;
  EXPECT_TRUE(absl::IsNotFound(ReadPackage(temp / "none").status()));
  absl::Status status = ReadPackage(temp.path()).status();
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("problem.yaml is missing"));
  temp.Write("problem.yaml", "");
  status = ReadPackage(temp.path()).status();
  EXPECT_TRUE(IsProblemFault(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("has no tests"));
}

TEST(ReadPackage, LinksDoNotLeaveThePackage) {
  const TempFolder outside;
  outside.Write("1.in");
  outside.Write("1.ans");
  for (const std::string name :
       {"data/secret/x", "data/other", "problem.yaml", "data/secret/y.in"}) {
    const TempFolder temp;
    temp.Write("data/secret/y.ans");
    if (name != "problem.yaml") temp.Write("problem.yaml");
    if (name != "data/secret/y.in") temp.Write("data/secret/y.in");
    ASSERT_EQ(symlink(outside.path().c_str(), (temp / name).c_str()), 0);
    const absl::StatusOr<Problem> problem = ReadPackage(temp.path());
    if (problem.ok()) {
      EXPECT_THAT(Names(*problem), ElementsAre("secret/y")) << name;
    } else {
      EXPECT_TRUE(IsProblemFault(problem.status())) << problem.status();
    }
  }
  const TempFolder temp;
  temp.Write("problem.yaml");
  ASSERT_EQ(symlink(outside.path().c_str(), (temp / "data").c_str()), 0);
  EXPECT_TRUE(IsProblemFault(ReadPackage(temp.path()).status()));
}

}  // namespace
}  // namespace assay::judge
