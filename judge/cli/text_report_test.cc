#include "judge/cli/text_report.h"

#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr char kUsage[] =
    "usage { user_time { nanos: 10000000 } system_time { nanos: 2000000 } "
    "wall_time { nanos: 13000000 } peak_memory_bytes: 1258291 }";

TEST(TextReportTest, TestLines) {
  struct Case {
    std::string result;
    const char* line;
    const char* evidence;
  };
  const Case cases[] = {
      {std::string("name: 'a' verdict: VERDICT_ACCEPTED outcome { exited {} } error_output: 'x' ") +
           kUsage,
       "  a     ACCEPTED         cpu 0.012 s  wall 0.013 s  memory 1.2 MiB\n", ""},
      {std::string("name: 'abcdef' verdict: VERDICT_RUNTIME_ERROR outcome { signaled { signal: 11 "
                   "name: 'SIGSEGV' } } error_output: 'one\\ntwo\\n' ") +
           kUsage,
       "  abcdef  RUNTIME_ERROR    cpu 0.012 s  wall 0.013 s  memory 1.2 MiB  killed by SIGSEGV\n",
       "    standard error:\n      one\n      two\n"},
      {"name: 'a' verdict: VERDICT_SKIPPED", "  a     SKIPPED        \n", ""},
      {"name: 'a' verdict: VERDICT_JUDGE_ERROR message: 'a.ans is missing'",
       "  a     JUDGE_ERROR    \n", "    a.ans is missing\n"},
      {std::string("name: 'a' verdict: VERDICT_WRONG_ANSWER difference { line: 2 column: 3 "
                   "expected: '5' found: '6' reason: 'token' } ") +
           kUsage,
       "  a     WRONG_ANSWER     cpu 0.012 s  wall 0.013 s  memory 1.2 MiB\n",
       "    line 2, column 3: expected \"5\", found \"6\" (token)\n"},
      {std::string("name: 'a' verdict: VERDICT_ACCEPTED rerun_count: 2 "
                   "first_limit_distance { nanos: 3100000 } ") +
           kUsage,
       "  a     ACCEPTED         cpu 0.012 s  wall 0.013 s  memory 1.2 MiB\n",
       "    run 3 times: within 4 ms of the time limit\n"},
      {std::string("name: 'a' verdict: VERDICT_TIME_LIMIT_EXCEEDED rerun_count: 1 "
                   "first_limit_distance {} error_output: 'x' ") +
           kUsage,
       "  a     TIME_LIMIT_EXCEEDED  cpu 0.012 s  wall 0.013 s  memory 1.2 MiB\n",
       "    run 2 times: within 1 ms of the time limit\n    standard error:\n      x\n"},
      {std::string("name: 'a' verdict: VERDICT_ACCEPTED rerun_count: 1 ") + kUsage,
       "  a     ACCEPTED         cpu 0.012 s  wall 0.013 s  memory 1.2 MiB\n",
       "    run 2 times: the host had kept it from a cpu\n"},
      {std::string("name: 'a' verdict: VERDICT_PARTIAL score: 12.5 pass_count: 2 "
                   "message: 'one\\ntwo\\n' team_message: 'try again' ") +
           kUsage,
       "  a     PARTIAL          score 12.5  cpu 0.012 s  wall 0.013 s  memory 1.2 MiB  in 2 "
       "passes\n",
       "    validator:\n      one\n      two\n    to the contestant:\n      try again\n"},
  };
  for (const Case& c : cases) {
    const auto result = Parse<::judge::v1::TestResult>(c.result);
    EXPECT_EQ(TestLine(result, 4, false), c.line);
    EXPECT_EQ(TestEvidence(result), c.evidence);
  }
}

TEST(TextReportTest, LongErrorOutputIsCut) {
  ::judge::v1::TestResult result;
  result.set_verdict(::judge::v1::VERDICT_RUNTIME_ERROR);
  std::string output;
  for (int i = 0; i < 100; ++i) output += "line\n";
  result.set_error_output(output);
  EXPECT_NE(TestEvidence(result).find("(90 more lines)"), std::string::npos);
}

TEST(TextReportTest, ACompilerCannotForgeALine) {
  struct Case {
    const char* compile;
    const char* text;
  };
  const Case cases[] = {
      {"", ""},
      {"output: 'a.c:1: warning\\n  int x;\\n'",
       "    compiler:\n      a.c:1: warning\n        int x;\n"},
      {"output: 'note:\\nACCEPTED  12 of 12 tests passed'",
       "    compiler:\n      note:\n      ACCEPTED  12 of 12 tests passed\n"},
      {"output: 'x\\n' output_truncated: true",
       "    compiler:\n      x\n      (more messages were cut off)\n"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(CompileText(Parse<::judge::v1::CompileResult>(c.compile)), c.text);
  }
}

TEST(TextReportTest, Colors) {
  EXPECT_EQ(VerdictText(::judge::v1::VERDICT_ACCEPTED, true), "\x1b[32mACCEPTED\x1b[0m");
  EXPECT_EQ(VerdictText(::judge::v1::VERDICT_WRONG_ANSWER, true), "\x1b[31mWRONG_ANSWER\x1b[0m");
  EXPECT_EQ(VerdictText(::judge::v1::VERDICT_WRONG_ANSWER, false), "WRONG_ANSWER");
}

TEST(TextReportTest, Summaries) {
  EXPECT_EQ(SummaryLine(Parse<::judge::v1::Judgement>(
                            std::string("verdict: VERDICT_WRONG_ANSWER "
                                        "test_results { verdict: VERDICT_ACCEPTED ") +
                            kUsage + "} test_results { verdict: VERDICT_WRONG_ANSWER " + kUsage +
                            "} test_results { verdict: VERDICT_SKIPPED }"),
                        false),
            "WRONG_ANSWER  1 of 3 tests passed, slowest 0.012 s, most memory 1.2 MiB\n");
  const auto scored = Parse<::judge::v1::Judgement>(
      "verdict: VERDICT_PARTIAL score: 30 group_results { verdict: VERDICT_PARTIAL score: 30 } "
      "group_results { name: 'secret/1' verdict: VERDICT_ACCEPTED score: 30 } "
      "group_results { name: 'secret/10' verdict: VERDICT_WRONG_ANSWER score: 0 }");
  EXPECT_EQ(SummaryLine(scored, false), "PARTIAL  score 30\n");
  EXPECT_EQ(GroupsText(scored, false),
            "  group secret/1   ACCEPTED         score 30\n"
            "  group secret/10  WRONG_ANSWER     score 0\n");
  EXPECT_EQ(GroupsText(Parse<::judge::v1::Judgement>("group_results { name: 'a' }"), false), "");
  EXPECT_EQ(SummaryLine(Parse<::judge::v1::Judgement>("verdict: VERDICT_COMPILE_ERROR"), false),
            "COMPILE_ERROR\n");
  EXPECT_EQ(SummaryLine(Parse<::judge::v1::Judgement>(
                            "verdict: VERDICT_JUDGE_ERROR message: 'x is missing'"),
                        false),
            "JUDGE_ERROR  x is missing\n");
}

TEST(TextReportTest, Outcomes) {
  struct Case {
    const char* outcome;
    const char* text;
  };
  const Case cases[] = {
      {"exited { exit_code: 3 }", "exit code 3"},
      {"signaled { signal: 6 name: 'SIGABRT' }", "killed by SIGABRT"},
      {"limit_exceeded { limit: LIMIT_WALL_TIME }", "wall time limit exceeded"},
      {"syscall_denied { name: 'socket' }", "denied system call socket"},
      {"", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(OutcomeText(Parse<::sandbox::v1::Outcome>(c.outcome)), c.text);
  }
}

TEST(TextReportTest, JsonHasTheMappingsNames) {
  const std::string json = JsonText(Parse<::judge::v1::Judgement>(
      std::string("verdict: VERDICT_ACCEPTED test_results { name: 'a' ") + kUsage + " }"));
  for (const char* part :
       {"\"verdict\": \"VERDICT_ACCEPTED\"", "\"testResults\": [", "\"userTime\": \"0.010s\"",
        "\"peakMemoryBytes\": \"1258291\"", "\"oomKillCount\": \"0\""}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
  }
}

}  // namespace
}  // namespace assay::judge
