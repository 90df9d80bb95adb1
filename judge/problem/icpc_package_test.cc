#include "judge/problem/icpc_package.h"

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"
#include "judge/problem/problem_folder.h"
#include "judge/problem/temp_folder.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

using Files = std::vector<std::pair<std::string, std::string>>;

absl::StatusOr<Problem> Read(const TempFolder& temp) {
  return ReadIcpcPackage(*ProblemFolder::Open(temp.path()));
}

void Write(const TempFolder& temp, const Files& files) {
  for (const auto& [name, text] : files) temp.Write(name, text);
}

constexpr char kNew[] = "problem_format_version: 2025-09\nname: P\nuuid: u\n";

void WriteTests(const TempFolder& temp, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    temp.Write("data/" + name + ".in");
    temp.Write("data/" + name + ".ans");
  }
}

TEST(ReadIcpcPackage, LegacyGroups) {
  const TempFolder temp;
  WriteTests(temp, {"sample/1", "secret/b/1", "secret/a", "secret/c/d/1"});
  Write(temp, {{"problem.yaml", "type: scoring\nvalidator_flags: case_sensitive\n"},
               {"data/testdata.yaml", "grader_flags: ignore_sample\n"},
               {"data/secret/testdata.yaml",
                "on_reject: continue\noutput_validator_flags: space_change_sensitive\n"},
               {"data/secret/c/testdata.yaml", "accept_score: 5\ninput_validator_flags: x\n"}});
  const absl::StatusOr<Problem> problem = Read(temp);
  ASSERT_TRUE(problem.ok()) << problem.status();
  std::vector<std::string> names;
  for (const TestGroup& group : problem->groups) names.push_back(group.name);
  EXPECT_THAT(names, ElementsAre("", "sample", "secret", "secret/b", "secret/c", "secret/c/d"));
  EXPECT_EQ(problem->tests[1].name, "secret/a");
  EXPECT_THAT(problem->groups[2].items,
              ElementsAre(GroupItem{false, 1}, GroupItem{true, 3}, GroupItem{true, 4}));
  auto grading = [&](int group) { return std::get<LegacyGrading>(problem->groups[group].grading); };
  EXPECT_TRUE(grading(1).ignore_sample);
  // The nearest file counts, as a whole.
  EXPECT_FALSE(grading(2).ignore_sample);
  EXPECT_FALSE(grading(3).break_on_reject);
  EXPECT_TRUE(grading(4).break_on_reject);
  EXPECT_EQ(grading(5).accept_score, 5);
  EXPECT_THAT(problem->tests[1].validator_args,
              ElementsAre("case_sensitive", "space_change_sensitive"));
  EXPECT_THAT(problem->tests[3].validator_args, ElementsAre("case_sensitive"));
  EXPECT_THAT(problem->tests[3].input_validator_args, ElementsAre(Pair("", ElementsAre("x"))));
}

TEST(ReadIcpcPackage, LegacyPrograms) {
  const TempFolder temp;
  WriteTests(temp, {"secret/1"});
  Write(temp, {{"problem.yaml", "validation: custom interactive\nvalidator_flags: a b\n"},
               {"output_validators/v.cpp", ""},
               {"output_validators/w/w.py", ""},
               {"input_validators/i.py", ""},
               {"input_format_validators/f.ctd", ""},
               {"graders/g.py", ""},
               {"include/cpp/x.h", ""},
               {"data/secret/testdata.yaml", "grading: custom\ngrader_flags: 1 2\n"}});
  const absl::StatusOr<Problem> problem = Read(temp);
  ASSERT_TRUE(problem.ok()) << problem.status();
  EXPECT_TRUE(problem->kind.interactive);
  ASSERT_EQ(problem->output_validator.programs.size(), 2);
  EXPECT_EQ(problem->output_validator.programs[0].path, temp / "output_validators/v.cpp");
  EXPECT_FALSE(problem->output_validator.programs[0].is_folder);
  EXPECT_TRUE(problem->output_validator.programs[1].is_folder);
  EXPECT_EQ(problem->input_validators.size(), 2);
  EXPECT_EQ(problem->grader->name, "g.py");
  EXPECT_THAT(problem->include_folders, ElementsAre(Pair("cpp", temp / "include/cpp")));
  EXPECT_THAT(problem->tests[0].validator_args, ElementsAre("a", "b"));
}

TEST(ReadIcpcPackage, Version202509) {
  const TempFolder temp;
  WriteTests(temp, {"sample/1", "secret/g1/a", "secret/g1/deep/b", "secret/g2/c"});
  Write(temp, {{"problem.yaml", std::string(kNew) + "type: [scoring, interactive]\n"},
               {"data/secret/g1/test_group.yaml",
                "max_score: 40\nargs: [x]\noutput_validator_args: [y]\nrequire_pass: sample\n"},
               {"data/secret/g2/test_group.yaml",
                "max_score: 60\nscore_aggregation: min\nrequire_pass: [secret/g1]\n"},
               {"data/secret/g1/a.yaml", "output_validator_args: [z]\nfull_feedback: true\n"},
               {"data/secret/g1/a.files/data.txt", "1"},
               {"data/secret/.git/x.in", ""},
               {"data/secret/g1/a b.in", ""},
               {"data/secret/g1/a\nb.in", ""},
               {"output_validator/v.cpp", ""},
               {"static_validator/s/s.py", ""},
               {"static_validator/s/t.py", ""}});
  const absl::StatusOr<Problem> problem = Read(temp);
  ASSERT_TRUE(problem.ok()) << problem.status();
  std::vector<std::string> names;
  for (const TestCase& test : problem->tests) names.push_back(test.name);
  EXPECT_THAT(names, ElementsAre("sample/1", "secret/g1/a", "secret/g1/deep/b", "secret/g2/c"));
  EXPECT_TRUE(problem->tests[0].full_feedback);
  EXPECT_THAT(problem->tests[1].args, ElementsAre("x"));
  EXPECT_THAT(problem->tests[1].validator_args, ElementsAre("z"));
  EXPECT_TRUE(problem->tests[1].full_feedback);
  EXPECT_EQ(problem->tests[1].files_path, temp / "data/secret/g1/a.files");
  EXPECT_THAT(problem->tests[2].validator_args, ElementsAre("y"));
  EXPECT_TRUE(problem->tests[3].validator_args.empty());
  ASSERT_EQ(problem->groups.size(), 5);
  const auto& secret = std::get<Aggregation>(problem->groups[2].grading);
  EXPECT_EQ(secret.max_score, 100);
  EXPECT_EQ(secret.mode, Aggregation::Mode::kSum);
  const auto& g1 = std::get<Aggregation>(problem->groups[3].grading);
  EXPECT_EQ(g1.mode, Aggregation::Mode::kPassFail);
  EXPECT_THAT(g1.require_pass, ElementsAre(1));
  EXPECT_THAT(std::get<Aggregation>(problem->groups[4].grading).require_pass, ElementsAre(3));
  EXPECT_EQ(problem->output_validator.programs[0].path, temp / "output_validator/v.cpp");
  EXPECT_EQ(problem->static_validator->path, temp / "static_validator/s");
}

TEST(ReadIcpcPackage, ProblemsFault202509) {
  const std::string scoring = std::string(kNew) + "type: scoring\n";
  const struct {
    std::string yaml;
    Files files;
    std::string message;
  } cases[] = {
      {kNew, {{"data/secret/1.in", ""}, {"data/secret/1.ans", ""}}, "has both groups and tests"},
      {kNew, {{"data/secret/h/x.txt", ""}}, "data/secret/h is a group without tests"},
      {kNew, {{"data/test_group.yaml", ""}}, "has no place there"},
      {kNew, {{"data/secret/testdata.yaml", ""}}, "is of format version legacy"},
      {kNew, {{"data/secret/g/d/test_group.yaml", ""}}, "in a folder that cannot be a group"},
      {kNew, {{"data/secret/g/x.yaml", ""}}, "data/secret/g/x.yaml has no test x.in"},
      {kNew, {{"data/secret/g/x.files/y", ""}}, "data/secret/g/x.files has no test x.in"},
      {kNew, {{"data/secret/g/a/y", ""}}, "data/secret/g/a is named as a test beside it"},
      {kNew, {{"data/secret/g/a.yaml", "argz: []"}}, "a.yaml:1: argz is not a known key"},
      {kNew, {{"data/secret/g/test_group.yaml", "max_score: 5"}}, "for problems of type scoring"},
      {scoring, {}, "max_score is missing, and a pass-fail group needs one"},
      {scoring,
       {{"data/secret/g/test_group.yaml", "score_aggregation: sum"}},
       "max_score is missing, and data/secret is bounded"},
      {scoring,
       {{"data/secret/g/test_group.yaml", "max_score: 5\nrequire_pass: secret/g"}},
       "test_group.yaml:2: require_pass: \"secret/g\" is not an earlier group"},
      {scoring,
       {{"data/secret/g/test_group.yaml", "max_score: 5\nrequire_pass: secret/z"}},
       "\"secret/z\" is not an earlier group"},
      {scoring,
       {{"data/secret/g/test_group.yaml", "max_score: 5\nscore_aggregation: sum"},
        {"data/secret/h/1.in", ""},
        {"data/secret/h/1.ans", ""},
        {"data/secret/h/test_group.yaml", "max_score: 5\nrequire_pass: secret/g"}},
       "secret/g is not a pass-fail group"},
      {scoring,
       {{"data/secret/test_group.yaml", "score_aggregation: pass-fail"},
        {"data/secret/g/test_group.yaml", "max_score: 5\nscore_aggregation: sum"}},
       "must be pass-fail, as that of data/secret is"},
      {scoring,
       {{"data/secret/g/test_group.yaml", "max_score: 5\nstatic_validation_score: pass-fail"}},
       "there is no static_validator/"},
      {std::string(kNew) + "type: interactive", {}, "is interactive, and has no output validator"},
      {std::string(kNew) + "type: multi-pass", {}, "is multi-pass, and has no output validator"},
      {std::string(kNew) + "type: submit-answer",
       {{"static_validator/x.py", ""}},
       "cannot be in a problem of type submit-answer"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    WriteTests(temp, {"secret/g/a"});
    temp.Write("problem.yaml", c.yaml);
    Write(temp, c.files);
    const absl::Status status = Read(temp).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(ReadIcpcPackage, ProblemsFaultLegacy) {
  const struct {
    Files files;
    std::string message;
  } cases[] = {
      {{{"problem.yaml", "validation: custom"}}, "output_validators/ has no program"},
      {{{"problem.yaml", "validation: custom interactive"}}, "output_validators/ has no program"},
      {{{"data/secret/testdata.yaml", "grading: custom"}}, "graders/ has no program"},
      {{{"graders/a.py", ""}, {"graders/b.py", ""}}, "has more than one grader"},
      {{{"data/secret/test_group.yaml", ""}}, "is of format version 2025-09"},
      {{{"data/secret/testdata.yaml", "x: y"}}, "testdata.yaml:1: x is not a known key"},
      {{{"include/cpp", ""}}, "include/cpp must be a folder"},
      {{{"submissions/accepted/a.py", "# @EXPECTED_RESULTS@: GREAT\n"}}, "unknown word \"GREAT\""},
      {{{"submissions/a\nb/a.py", ""}}, "must be UTF-8"},
  };
  for (const auto& c : cases) {
    const TempFolder temp;
    WriteTests(temp, {"secret/1"});
    temp.Write("problem.yaml");
    Write(temp, c.files);
    const absl::Status status = Read(temp).status();
    EXPECT_TRUE(IsProblemFault(status)) << c.message << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message));
  }
}

TEST(ReadIcpcPackage, ProgramsDoNotLeaveThePackage) {
  const TempFolder outside;
  outside.Write("x.cpp");
  const TempFolder temp;
  WriteTests(temp, {"secret/1"});
  temp.Write("problem.yaml", "validation: custom");
  temp.Write("output_validators/v.cpp");
  ASSERT_EQ(symlink((outside / "x.cpp").c_str(), (temp / "output_validators/w.cpp").c_str()), 0);
  const absl::Status status = Read(temp).status();
  EXPECT_TRUE(IsProblemFault(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("leaves the folder"));
}

}  // namespace
}  // namespace assay::judge
