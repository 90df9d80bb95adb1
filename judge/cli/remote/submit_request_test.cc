#include "judge/cli/remote/submit_request.h"

#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/cli/remote/limits_message.h"
#include "proto/sandbox/v1/sandbox_service.pb.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

const Source kSource = {.display_name = "dir/a.c", .contents = "int main() {}"};

TEST(SubmitRequestTest, HasWhatTheFlagsSay) {
  SubmitFlags flags;
  flags.limits.cpu_time = absl::Milliseconds(1500);
  flags.limits.instructions = 7;
  flags.compile_time_limit = absl::Seconds(9);
  flags.all_tests = true;
  flags.max_reruns = 0;
  flags.json = true;
  flags.transcript = true;
  const ::judge::v1::SubmitRequest request = MakeSubmitRequest(flags, kSource, "c17");
  EXPECT_EQ(request.language(), "c17");
  ASSERT_EQ(request.files_size(), 1);
  EXPECT_EQ(request.files(0).name(), "a.c");
  EXPECT_EQ(request.files(0).contents(), kSource.contents);
  EXPECT_EQ(request.limits().cpu_time().seconds(), 1);
  EXPECT_EQ(request.limits().cpu_time().nanos(), 500'000'000);
  EXPECT_FALSE(request.limits().has_wall_time());
  EXPECT_FALSE(request.limits().has_memory_bytes());
  EXPECT_EQ(request.limits().instruction_count(), 7);
  EXPECT_EQ(request.limits().compile_time().seconds(), 9);
  EXPECT_TRUE(request.all_tests());
  EXPECT_TRUE(request.has_max_rerun_count());
  EXPECT_EQ(request.max_rerun_count(), 0);
  EXPECT_TRUE(request.memory_parts());
  EXPECT_FALSE(request.count_instructions());
  EXPECT_TRUE(request.detached());
  EXPECT_TRUE(request.transcript());
  EXPECT_FALSE(request.client_token().empty());
  EXPECT_NE(request.client_token(), MakeSubmitRequest(flags, kSource, "c17").client_token());
  flags.json = false;
  EXPECT_FALSE(MakeSubmitRequest(flags, kSource, "c17").memory_parts());
}

TEST(SubmitRequestTest, StoredProblem) {
  EXPECT_EQ(ParseStoredProblem("sum")->id(), "sum");
  EXPECT_EQ(ParseStoredProblem("sum")->digest(), "");
  EXPECT_EQ(ParseStoredProblem("sum@0a")->id(), "sum");
  EXPECT_EQ(ParseStoredProblem("sum@0a")->digest(), "0a");
  for (const char* text : {"", "@", "@0a", "sum@"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseStoredProblem(text).status())) << text;
  }
}

TEST(SubmitRequestTest, LimitsOfRuns) {
  LimitOverrides given;
  given.wall_time = absl::Seconds(2);
  given.output_bytes = 5;
  given.task_count = 3;
  ::sandbox::v1::RunLimits message;
  SetLimits(given, &message);
  EXPECT_FALSE(message.has_cpu_time());
  EXPECT_EQ(message.wall_time().seconds(), 2);
  EXPECT_FALSE(message.has_memory_bytes());
  EXPECT_EQ(message.output_bytes(), 5);
  EXPECT_EQ(message.task_count(), 3);
  EXPECT_FALSE(message.has_instruction_count());
}

TEST(SubmitRequestTest, InlineProblem) {
  const std::string folder = getenv("TEST_TMPDIR");
  ASSERT_EQ(WriteFile(absl::StrCat(folder, "/1.in"), "12345"), absl::OkStatus());
  ASSERT_EQ(WriteFile(absl::StrCat(folder, "/1.ans"), "678"), absl::OkStatus());
  Problem problem;
  problem.root = folder;
  problem.limits.time = absl::Milliseconds(700);
  problem.limits.source_bytes = 99;
  problem.validator_flags.case_sensitive = true;
  problem.tests = {{.name = "secret/1",
                    .input_path = absl::StrCat(folder, "/1.in"),
                    .answer_path = absl::StrCat(folder, "/1.ans")},
                   {.name = "2", .input_path = absl::StrCat(folder, "/1.in")}};
  Problem scored = problem;
  scored.kind.scoring = true;
  EXPECT_TRUE(absl::IsUnimplemented(MakeInlineProblem(scored, 1000).status()));
  Problem validated = problem;
  validated.output_validator.programs = {{.name = "v.cpp", .path = folder + "/v.cpp"}};
  EXPECT_TRUE(absl::IsUnimplemented(MakeInlineProblem(validated, 1000).status()));
  const auto made = MakeInlineProblem(problem, 1000);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->validator_flags(), "case_sensitive");
  EXPECT_EQ(made->limits().cpu_time().nanos(), 700'000'000);
  EXPECT_EQ(made->limits().memory_bytes(), int64_t{2048} << 20);
  EXPECT_EQ(made->limits().output_bytes(), 8 << 20);
  EXPECT_EQ(made->limits().source_bytes(), 99);
  EXPECT_FALSE(made->limits().has_compile_time());
  ASSERT_EQ(made->tests_size(), 2);
  EXPECT_EQ(made->tests(0).name(), "secret/1");
  EXPECT_EQ(made->tests(0).input(), "12345");
  EXPECT_EQ(made->tests(0).answer(), "678");
  EXPECT_FALSE(made->tests(1).has_answer());

  // The first bound holds all contents but not the message, the last not even one file.
  for (const int64_t most_bytes : {20, 12, 5, 4, 0, -1}) {
    const absl::Status status = MakeInlineProblem(problem, most_bytes).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << most_bytes << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "--problem-id"));
  }
  problem.tests[0].input_path = absl::StrCat(folder, "/none.in");
  EXPECT_TRUE(IsProblemFault(MakeInlineProblem(problem, 1000).status()));
}

TEST(SubmitRequestTest, NamesOfTheSource) {
  const struct {
    std::string shown;
    std::string sent;
  } kNames[] = {{"a.c", "a.c"},   {"/x/y/a.c", "a.c"},
                {"x/", "source"}, {"..", "source"},
                {".", "source"},  {std::string(300, 'x'), std::string(255, 'x')}};
  for (const auto& c : kNames) {
    EXPECT_EQ(SourceNameForServer({.display_name = c.shown, .contents = ""}), c.sent);
  }
  const struct {
    std::string text;
    std::string shown;
  } kTexts[] = {
      {"", ""},
      {"a.c:1: error\na.c:2: a.cc\n", "dir/a.c:1: error\ndir/a.c:2: a.cc\n"},
      {"In file included from a.c", "In file included from dir/a.c"},
      {"\"a.c\" aa.c x/a.c a.c", "\"dir/a.c\" aa.c x/a.c dir/a.c"},
  };
  for (const auto& c : kTexts) EXPECT_EQ(WithUsersSourceName(c.text, kSource), c.shown);
}

}  // namespace
}  // namespace assay::judge
