#include "judge/evaluate/bound_texts.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

TEST(BoundTextsTest, CutsWhatComesTooLate) {
  ::judge::v1::Judgement judgement;
  for (int i = 0; i < 3; ++i) {
    ::judge::v1::TestResult& result = *judgement.add_test_results();
    result.set_message(std::string(600, 'm'));
    result.set_output(std::string(300, 'o'));
    result.mutable_transcript()->add_pieces()->set_text(std::string(1000, 't'));
    result.add_earlier_transcripts()->add_pieces()->set_text(std::string(1000, 'e'));
  }
  BoundTexts(6000, &judgement);
  for (int i = 0; i < 3; ++i) {
    const ::judge::v1::TestResult& result = judgement.test_results(i);
    const bool whole = i < 2;
    EXPECT_EQ(result.message().size(), whole ? 600U : 256U) << i;
    EXPECT_EQ(result.output().size(), whole ? 300U : 256U) << i;
    EXPECT_EQ(result.output_truncated(), !whole) << i;
    EXPECT_EQ(result.has_transcript(), whole) << i;
    EXPECT_EQ(result.earlier_transcripts_size(), whole ? 1 : 0) << i;
  }
}

}  // namespace
}  // namespace assay::judge
