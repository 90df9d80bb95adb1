#include "judge/cli/remote/printable_message.h"

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "proto/judge/v1/judge_service.pb.h"

namespace assay::judge {
namespace {

TEST(PrintableMessageTest, ReachesEveryString) {
  ::judge::v1::SubmitEvent event;
  event.set_submission_id("a\x1b[2J");
  ::judge::v1::Judgement& judgement = *event.mutable_judgement();
  judgement.set_message("two\nlines\tand \x07");
  judgement.mutable_compile()->set_output("\xe2\x80\xae");
  judgement.add_test_results()->set_name("plain");
  judgement.add_test_results()->mutable_difference()->set_found("\x7f");
  MakeStringsPrintable(&event);
  EXPECT_EQ(event.submission_id(), "a\\x1b[2J");
  EXPECT_EQ(judgement.message(), "two\nlines\tand \\x07");
  EXPECT_EQ(judgement.compile().output(), "\\xe2\\x80\\xae");
  EXPECT_EQ(judgement.test_results(0).name(), "plain");
  EXPECT_EQ(judgement.test_results(1).difference().found(), "\\x7f");
  const ::judge::v1::SubmitEvent once = event;
  MakeStringsPrintable(&event);
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(event, once));

  ::judge::v1::PutProblemResponse response;
  response.add_warnings("\x1b");
  MakeStringsPrintable(&response);
  EXPECT_EQ(response.warnings(0), "\\x1b");
}

}  // namespace
}  // namespace assay::judge
