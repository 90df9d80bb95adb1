#include "judge/base/judgement_json.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::BatchRecord;
using ::judge::v1::Judgement;

std::string Whole(const google::protobuf::Message& message, bool whitespace) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = whitespace;
  options.always_print_primitive_fields = true;
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

Judgement WithTests(int count) {
  Judgement judgement;
  judgement.set_verdict(::judge::v1::VERDICT_WRONG_ANSWER);
  judgement.set_language("c");
  judgement.mutable_compile()->set_output("\"testResults\": [],\n\"testResults\":[]");
  judgement.set_message("\"testResults\": []");
  judgement.set_score(0.5);
  for (int i = 0; i < count; ++i) {
    ::judge::v1::TestResult& test = *judgement.add_test_results();
    test.set_name(absl::StrCat("secret/", i));
    test.set_message("two\nlines, \"quoted\", \"testResults\": []");
    test.mutable_usage()->mutable_wall_time()->set_nanos(5);
    test.mutable_outcome()->mutable_exited()->set_exit_code(i);
    test.add_run_cpu_times()->set_seconds(1);
    *judgement.add_static_test_results() = test;
  }
  judgement.add_group_results()->set_name("secret");
  return judgement;
}

class JudgementJsonTest : public testing::TestWithParam<int> {};

TEST_P(JudgementJsonTest, IsWhatProtobufPrints) {
  const Judgement judgement = WithTests(GetParam());
  std::string json;
  WriteJson(judgement, [&](absl::string_view piece) { absl::StrAppend(&json, piece); });
  EXPECT_EQ(json, Whole(judgement, true));
}

TEST_P(JudgementJsonTest, IsProtobufsLine) {
  BatchRecord record;
  record.set_id("\"testResults\":[]");
  *record.mutable_judgement() = WithTests(GetParam());
  std::string json;
  WriteJsonLine(record, [&](absl::string_view piece) { absl::StrAppend(&json, piece); });
  EXPECT_EQ(json, Whole(record, false));
}

INSTANTIATE_TEST_SUITE_P(Tests, JudgementJsonTest, testing::Values(0, 1, 256, 257, 600));

TEST(JudgementJson, ARecordWithoutAJudgement) {
  BatchRecord record;
  record.set_error("no \"testResults\":[]");
  std::string json;
  WriteJsonLine(record, [&](absl::string_view piece) { absl::StrAppend(&json, piece); });
  EXPECT_EQ(json, Whole(record, false));
}

}  // namespace
}  // namespace assay::judge
