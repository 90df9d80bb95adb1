#include "judge/batch/submission_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::judge {
namespace {

using ::testing::HasSubstr;

TEST(ParseSubmissionLineTest, ReadsEveryField) {
  const auto line = ParseSubmissionLine(
      R"({"id": 7, "problem": "p", "language": "c", "sources": [{"name": "a.c", "source": "x"},
          {"name": "b.h", "source": ""}], "time_limit_seconds": 0.5, "memory_limit_bytes": 16777216})");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->id, "7");
  EXPECT_EQ(line->problem, "p");
  EXPECT_EQ(line->language, "c");
  ASSERT_EQ(line->files.size(), 2U);
  EXPECT_EQ(line->files[1].name, "b.h");
  EXPECT_EQ(line->limits.cpu_time, absl::Milliseconds(500));
  EXPECT_EQ(line->limits.memory_bytes, 16 << 20);
}

TEST(ParseSubmissionLineTest, TakesNullForAbsent) {
  const auto line = ParseSubmissionLine(R"({"id": null, "problem": null, "source": "x"})");
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->id, "");
  EXPECT_EQ(line->files.front().contents, "x");
}

TEST(ParseSubmissionLineTest, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* reason;
  } kCases[] = {
      {"", "is no JSON"},
      {"{\"source\": \"x\"} trailing", "is no JSON"},
      {"[]", "is array and not an object"},
      {"null", "is null and not an object"},
      {"{}", "source: is missing"},
      {R"({"source": "x", "source_file": "y"})", "only one of"},
      {R"({"source": 1})", "source: is number and not a string"},
      {R"({"source": "x", "souce": ""})", "souce: is no field; there are id, problem"},
      {R"({"source": "x", "source": "y"})", "source: is there twice"},
      {R"({"source": "x", "id": 1.5})", "id: is number and not a string or a whole number"},
      {R"({"source": "x", "id": ""})", "id: is empty"},
      {R"({"source": "x", "time_limit_seconds": "1"})", "time_limit_seconds: is string"},
      {R"({"source": "x", "time_limit_seconds": 1e400})", "is no JSON"},
      {R"({"source": "x", "time_limit_seconds": -1})", "is not 0.001 to 3600"},
      {R"({"source": "x", "memory_limit_bytes": 1})", "memory_limit_bytes: is not"},
      {R"({"source": "x", "memory_limit_bytes": 18446744073709551615})", "is too large"},
      {R"({"sources": []})", "sources: has 0 files"},
      {R"({"sources": [{"name": "a"}]})", "sources[0]: source: is missing"},
      {R"({"sources": [{"name": "a", "source": "", "x": 1}]})", "sources[0]: x: is no field"},
      {R"({"sources": [{"name": "a", "source": "x"}, {"name": "h", "source": "x"},
          {"name": "h", "source": "y"}]})",
       "sources[2]: name: h is there twice"},
      {R"({"sources": [{"name": "a", "source": "x"}, {"name": "a", "source": "y"}]})",
       "sources[1]: name: a is there twice"},
      {R"({"sources": ["a"]})", "a list of objects alone"},
      {R"({"source_file": ""})", "source_file: is no file's name"},
      {R"({"source_file": "a\u0000b"})", "source_file: is no file's name"},
      {"{\"source\": \"\xff\"}", "is no JSON"},
  };
  for (const auto& each : kCases) {
    const auto line = ParseSubmissionLine(each.text);
    ASSERT_FALSE(line.ok()) << each.text;
    EXPECT_THAT(std::string(line.status().message()), HasSubstr(each.reason)) << each.text;
    EXPECT_EQ(line.status().message().find('\n'), absl::string_view::npos);
  }
}

TEST(ParseSubmissionLineTest, IsNotHurtByDepth) {
  EXPECT_FALSE(ParseSubmissionLine(std::string(1 << 20, '[')).ok());
  std::string nested =
      R"({"source": "x", "id": )" + std::string(100, '[') + std::string(100, ']') + "}";
  const auto line = ParseSubmissionLine(nested);
  EXPECT_THAT(std::string(line.status().message()), HasSubstr("nested more than 64 deep"));
}

}  // namespace
}  // namespace assay::judge
