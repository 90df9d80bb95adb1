#include "judge/interact/transcript.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "judge/base/duration_proto.h"

namespace assay::judge {
namespace {

TEST(TranscriptTest, KeepsWhoSaidWhatAndWhen) {
  Transcript transcript;
  transcript.Add(true, absl::Milliseconds(1), "gue");
  transcript.Add(true, absl::Milliseconds(2), "ss 5\n");
  transcript.Add(false, absl::Milliseconds(3), "lower\n\x01");
  const ::judge::v1::Transcript proto = transcript.ToProto();
  ASSERT_EQ(proto.pieces_size(), 2);
  EXPECT_TRUE(proto.pieces(0).from_program());
  EXPECT_EQ(proto.pieces(0).text(), "guess 5\n");
  EXPECT_EQ(FromDurationProto(proto.pieces(0).time()).value(), absl::Milliseconds(1));
  EXPECT_FALSE(proto.pieces(1).from_program());
  EXPECT_EQ(proto.pieces(1).text(), "lower\n\\x01");
  EXPECT_EQ(proto.omitted_bytes(), 0);
}

TEST(TranscriptTest, KeepsBeginningAndEndOfALongConversation) {
  constexpr int kTurns = 100'000;
  Transcript transcript;
  int64_t said = 0;
  for (int i = 0; i < kTurns; ++i) {
    const std::string text = absl::StrCat(i, "\n");
    said += static_cast<int64_t>(text.size());
    transcript.Add(i % 2 == 0, absl::Milliseconds(i), text);
  }
  const ::judge::v1::Transcript proto = transcript.ToProto();
  EXPECT_EQ(proto.pieces(0).text(), "0\n");
  EXPECT_EQ(proto.pieces(proto.pieces_size() - 1).text(), absl::StrCat(kTurns - 1, "\n"));
  int64_t kept = 0;
  for (const auto& piece : proto.pieces()) kept += static_cast<int64_t>(piece.text().size());
  EXPECT_EQ(kept + proto.omitted_bytes(), said);
  EXPECT_LE(kept + static_cast<int64_t>(proto.pieces_size() * Transcript::kPieceBytes),
            static_cast<int64_t>(Transcript::kHeadBytes + Transcript::kTailBytes));
  EXPECT_GT(proto.omitted_before(), 0);
  EXPECT_LT(proto.omitted_before(), proto.pieces_size());
}

TEST(TranscriptTest, CutsWhatOneSideSaysAtOnce) {
  const std::string flood = std::string(1 << 20, 'a') + "end";
  Transcript transcript;
  transcript.Add(true, absl::ZeroDuration(), flood);
  const ::judge::v1::Transcript proto = transcript.ToProto();
  ASSERT_EQ(proto.pieces_size(), 2);
  EXPECT_EQ(proto.omitted_before(), 1);
  EXPECT_EQ(proto.pieces(0).text().size() + proto.pieces(1).text().size() + proto.omitted_bytes(),
            flood.size());
  EXPECT_EQ(proto.pieces(1).text().substr(proto.pieces(1).text().size() - 3), "end");
}

}  // namespace
}  // namespace assay::judge
