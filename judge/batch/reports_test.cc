#include "judge/batch/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "judge/batch/csv_report.h"
#include "judge/batch/html_report.h"
#include "judge/batch/junit_report.h"
#include "judge/batch/record_json.h"
#include "sandbox/base/file.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchRecord;
using ::testing::HasSubstr;
using ::testing::Not;

BatchRecord Record(int64_t index, ::judge::v1::Verdict verdict) {
  BatchRecord record;
  record.set_index(index);
  record.set_id(absl::StrCat("s", index));
  record.set_problem("p");
  record.mutable_judgement()->set_verdict(verdict);
  ::judge::v1::TestResult* const result = record.mutable_judgement()->add_test_results();
  result->set_name("secret/1");
  result->set_verdict(verdict);
  result->mutable_usage()->mutable_user_time()->set_nanos(250'000'000);
  result->mutable_usage()->set_peak_memory_bytes(4096);
  return record;
}

TEST(CsvFieldTest, IsSafeForReadersAndSpreadsheets) {
  EXPECT_EQ(CsvField("plain"), "plain");
  EXPECT_EQ(CsvField("a,b"), "\"a,b\"");
  EXPECT_EQ(CsvField("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(CsvField("=1+1"), "'=1+1");
  EXPECT_EQ(CsvField("@x,y"), "\"'@x,y\"");
  EXPECT_EQ(CsvField(""), "");
}

TEST(XmlTextTest, IsWellFormedWhateverItIsGiven) {
  EXPECT_EQ(XmlText("<a b='c'>&\"\n"), "&lt;a b='c'&gt;&amp;&quot;&#10;");
  EXPECT_EQ(XmlText(absl::string_view("\0\x1b\xff", 3)), "\\x00\\x1b\\xff");
  EXPECT_EQ(XmlText("]]>"), "]]&gt;");
}

TEST(HtmlReportTest, LetsNoTextOutOfItsData) {
  HtmlReport report((::judge::v1::BatchManifest()));
  BatchRecord record = Record(1, ::judge::v1::VERDICT_WRONG_ANSWER);
  record.set_id("</script><script>alert(1)</script><!--");
  record.mutable_judgement()->mutable_test_results(0)->set_error_output(
      "</SCRIPT ><img onerror=1>");
  report.Add(record);
  const std::string page = report.Finish({}, {});
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<!--")));
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
}

TEST(HtmlReportTest, SaysWhatItLeavesOut) {
  HtmlReport report((::judge::v1::BatchManifest()));
  for (int64_t i = 1; i <= HtmlReport::kMostRows + 7; ++i) {
    report.Add(Record(i, ::judge::v1::VERDICT_ACCEPTED));
  }
  const std::string page = report.Finish({}, {});
  EXPECT_THAT(page, HasSubstr("The table has the first 5000 of 5007 submissions"));
  EXPECT_THAT(page, HasSubstr(R"(["ACCEPTED",5007])"));
}

TEST(MakeReportsTest, CountsSamplesOfTasks) {
  const std::string path = testing::TempDir() + "/results.jsonl";
  BatchRecord first;
  first.mutable_manifest()->set_evaluation_set("mbpp");
  BatchRecord bad = Record(4, ::judge::v1::VERDICT_ACCEPTED);
  bad.clear_judgement();
  bad.set_error("no good");
  ASSERT_TRUE(
      WriteFile(path, absl::StrCat(RecordLine(first),
                                   RecordLine(Record(1, ::judge::v1::VERDICT_ACCEPTED)),
                                   RecordLine(Record(2, ::judge::v1::VERDICT_RUNTIME_ERROR)),
                                   RecordLine(bad), R"({"index": "9", "id)"))
          .ok());
  const std::string junit = testing::TempDir() + "/junit.xml";
  const auto summary = MakeReports(path, {.csv = "", .junit = junit, .html = ""}, {1});
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->count, 3);
  EXPECT_EQ(summary->tasks.at("p").samples, 3);
  EXPECT_EQ(summary->tasks.at("p").passed, 1);
  EXPECT_EQ(summary->verdicts.at("BAD_ENTRY"), 1);
  EXPECT_THAT(*ReadFile(junit, 1 << 20),
              HasSubstr("tests=\"3\" failures=\"1\" errors=\"1\" time=\"0.500\""));
}

TEST(MakeReportsTest, LeavesNoHalfReport) {
  const std::string path = testing::TempDir() + "/broken.jsonl";
  ASSERT_TRUE(WriteFile(path, "{}\nrubbish\n").ok());
  const std::string csv = testing::TempDir() + "/broken.csv";
  const auto summary = MakeReports(path, {.csv = csv, .junit = "", .html = ""}, {});
  EXPECT_TRUE(absl::IsInvalidArgument(summary.status()));
  EXPECT_THAT(std::string(summary.status().message()), HasSubstr("broken.jsonl:2"));
  EXPECT_TRUE(absl::IsNotFound(ReadFile(csv, 1).status()));
}

}  // namespace
}  // namespace assay::judge
