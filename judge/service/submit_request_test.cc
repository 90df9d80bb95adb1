#include "judge/service/submit_request.h"

#include <functional>
#include <limits>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "judge/problem/problem.h"

namespace assay::judge {
namespace {

using ::judge::v1::SubmitRequest;

SubmitRequest Good() {
  SubmitRequest request;
  request.set_language("cpp17");
  request.add_files()->set_name("a b.cpp");
  request.mutable_files(0)->set_contents("int main() {}");
  request.mutable_inline_problem()->add_tests()->set_input("1");
  return request;
}

::judge::v1::ProblemLimits& LimitsIn(SubmitRequest& request) {
  return *request.mutable_inline_problem()->mutable_limits();
}

TEST(SubmitRequestTest, TakesWhatIsGood) {
  EXPECT_EQ(CheckSubmitRequest(Good()), absl::OkStatus());
  SubmitRequest request = Good();
  request.set_client_token(std::string(128, '~'));
  request.mutable_stored_problem()->set_id("p");
  request.set_priority(::judge::v1::PRIORITY_REJUDGE);
  request.set_max_rerun_count(20);
  request.mutable_limits()->mutable_cpu_time()->set_nanos(1);
  request.mutable_files(0)->set_contents(std::string(kMaxSourceBytes, 'x'));
  EXPECT_EQ(CheckSubmitRequest(request), absl::OkStatus());
}

TEST(SubmitRequestTest, TakesCompanions) {
  SubmitRequest request = Good();
  request.add_files()->set_name("empty.h");
  ASSERT_EQ(CheckSubmitRequest(request), absl::OkStatus());
  const Source source = ToSource(request);
  EXPECT_EQ(source.display_name, "a b.cpp");
  ASSERT_EQ(source.companions.size(), 1);
  EXPECT_EQ(source.companions[0].name, "empty.h");
}

TEST(SubmitRequestTest, NamesTheFieldThatIsWrong) {
  const struct {
    const char* field;
    std::function<void(SubmitRequest&)> spoil;
  } kCases[] = {
      {"client_token", [](auto& r) { r.set_client_token(std::string(129, 'x')); }},
      {"client_token", [](auto& r) { r.set_client_token("a b"); }},
      {"client_token", [](auto& r) { r.set_client_token("\x7f"); }},
      {"language", [](auto& r) { r.clear_language(); }},
      {"files", [](auto& r) { r.clear_files(); }},
      {"files",
       [](auto& r) {
         for (int i = 0; i < 10'000; ++i) *r.add_files() = r.files(0);
       }},
      {"files[0].name", [](auto& r) { r.mutable_files(0)->clear_name(); }},
      {"files[0].name", [](auto& r) { r.mutable_files(0)->set_name("../a.cpp"); }},
      {"files[0].name", [](auto& r) { r.mutable_files(0)->set_name(".."); }},
      {"files[0].name", [](auto& r) { r.mutable_files(0)->set_name("a\nb"); }},
      {"files[0].name", [](auto& r) { r.mutable_files(0)->set_name(std::string(256, 'a')); }},
      {"files[0].contents", [](auto& r) { r.mutable_files(0)->clear_contents(); }},
      {"files[0].contents",
       [](auto& r) { r.mutable_files(0)->set_contents(std::string("a\0b", 3)); }},
      {"files[0].contents",
       [](auto& r) { r.mutable_files(0)->set_contents(std::string(kMaxSourceBytes + 1, 'x')); }},
      {"files[1].name", [](auto& r) { r.add_files()->set_contents("x"); }},
      {"files[1].name", [](auto& r) { r.add_files()->set_name("a b.h"); }},
      {"files[1].name", [](auto& r) { r.add_files()->set_name("../a.h"); }},
      {"files[1].name", [](auto& r) { r.add_files()->set_name("-a.h"); }},
      {"files[1].contents",
       [](auto& r) {
         r.add_files()->set_name("a.h");
         r.mutable_files(1)->set_contents(std::string(kMaxSourceBytes, 'x'));
       }},
      {"files[1].contents",
       [](auto& r) {
         r.add_files()->set_name("a.h");
         r.mutable_files(1)->set_contents(std::string("\0", 1));
       }},
      {"problem", [](auto& r) { r.clear_problem(); }},
      {"stored_problem.id", [](auto& r) { r.mutable_stored_problem(); }},
      {"inline_problem.tests", [](auto& r) { r.mutable_inline_problem()->clear_tests(); }},
      {"inline_problem.tests",
       [](auto& r) {
         for (int i = 0; i < 10'000; ++i) r.mutable_inline_problem()->add_tests();
       }},
      // The second has no name, and is "2".
      {"inline_problem.tests[1].name",
       [](auto& r) {
         r.mutable_inline_problem()->mutable_tests(0)->set_name("2");
         r.mutable_inline_problem()->add_tests();
       }},
      {"inline_problem.tests[0].name",
       [](auto& r) { r.mutable_inline_problem()->mutable_tests(0)->set_name("a\x1b[2J"); }},
      {"inline_problem.tests[1].name",
       [](auto& r) {
         r.mutable_inline_problem()->mutable_tests(0)->set_name("x");
         r.mutable_inline_problem()->add_tests()->set_name("x");
       }},
      {"inline_problem.validator_flags",
       [](auto& r) { r.mutable_inline_problem()->set_validator_flags("float_tolerance x"); }},
      {"limits.cpu_time", [](auto& r) { r.mutable_limits()->mutable_cpu_time(); }},
      {"limits.cpu_time", [](auto& r) { r.mutable_limits()->mutable_cpu_time()->set_seconds(-1); }},
      {"limits.wall_time",
       [](auto& r) {
         r.mutable_limits()->mutable_wall_time()->set_seconds(std::numeric_limits<int64_t>::max());
       }},
      {"limits.compile_time",
       [](auto& r) {
         r.mutable_limits()->mutable_compile_time()->set_seconds(1);
         r.mutable_limits()->mutable_compile_time()->set_nanos(-1);
       }},
      {"limits.compile_time",
       [](auto& r) { r.mutable_limits()->mutable_compile_time()->set_seconds(3601); }},
      {"inline_problem.limits.cpu_time",
       [](auto& r) { LimitsIn(r).mutable_cpu_time()->set_nanos(999'999); }},
      {"inline_problem.limits.compile_time",
       [](auto& r) { LimitsIn(r).mutable_compile_time()->set_seconds(3601); }},
      {"inline_problem.limits.memory_bytes", [](auto& r) { LimitsIn(r).set_memory_bytes(1); }},
      {"inline_problem.limits.output_bytes", [](auto& r) { LimitsIn(r).set_output_bytes(0); }},
      {"inline_problem.limits.source_bytes", [](auto& r) { LimitsIn(r).set_source_bytes(-1); }},
      {"inline_problem.limits.compile_memory_bytes",
       [](auto& r) { LimitsIn(r).set_compile_memory_bytes(int64_t{1} << 41); }},
      {"priority", [](auto& r) { r.set_priority(static_cast<::judge::v1::Priority>(9)); }},
      {"max_rerun_count", [](auto& r) { r.set_max_rerun_count(-1); }},
      {"max_rerun_count", [](auto& r) { r.set_max_rerun_count(21); }},
  };
  for (const auto& c : kCases) {
    SubmitRequest request = Good();
    c.spoil(request);
    const absl::Status status = CheckSubmitRequest(request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.field;
    EXPECT_TRUE(absl::StartsWith(status.message(), absl::StrCat(c.field, ": "))) << status;
  }
}

TEST(SubmitRequestTest, Converts) {
  SubmitRequest request = Good();
  request.set_all_tests(true);
  request.set_max_rerun_count(0);
  request.mutable_limits()->mutable_cpu_time()->set_seconds(3);
  request.mutable_limits()->set_memory_bytes(1 << 22);
  request.set_count_instructions(true);
  const JudgingOptions options = ToOptions(request);
  EXPECT_TRUE(options.all_tests);
  EXPECT_EQ(options.max_reruns, 0);
  EXPECT_EQ(options.limits.cpu_time, absl::Seconds(3));
  EXPECT_EQ(options.limits.memory_bytes, 1 << 22);
  EXPECT_FALSE(options.limits.wall_time.has_value());
  EXPECT_TRUE(options.details.instructions);
  EXPECT_FALSE(options.details.memory);
  EXPECT_EQ(ToOptions(Good()).max_reruns, JudgingOptions().max_reruns);
  EXPECT_EQ(ToWorkPriority(::judge::v1::PRIORITY_UNSPECIFIED), WorkPriority::kInteractive);
  EXPECT_EQ(ToWorkPriority(::judge::v1::PRIORITY_BATCH), WorkPriority::kBatch);
}

TEST(SubmitRequestTest, LimitsOfInlineProblem) {
  SubmitRequest request = Good();
  EXPECT_EQ(LimitsOf(request.inline_problem()), LimitsOfBareTests());
  LimitsIn(request).mutable_cpu_time()->set_seconds(7);
  LimitsIn(request).set_memory_bytes(1 << 22);
  LimitsIn(request).set_output_bytes(9);
  LimitsIn(request).set_source_bytes(10);
  LimitsIn(request).mutable_compile_time()->set_seconds(8);
  LimitsIn(request).set_compile_memory_bytes(1 << 23);
  EXPECT_EQ(LimitsOf(request.inline_problem()),
            (ProblemLimits{.time = absl::Seconds(7),
                           .memory_bytes = 1 << 22,
                           .output_bytes = 9,
                           .source_bytes = 10,
                           .compilation_time = absl::Seconds(8),
                           .compilation_memory_bytes = 1 << 23}));
}

}  // namespace
}  // namespace assay::judge
