#include "judge/interact/channel.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

class ChannelTest : public testing::Test {
 protected:
  void SetUp() override {
    signal(SIGPIPE, SIG_IGN);
    Make(int64_t{1} << 40);
  }
  void Make(int64_t budget_bytes) {
    observed_.clear();
    channel_ = Channel::Create(
                   budget_bytes,
                   [this](absl::string_view data) { absl::StrAppend(&observed_, data); }, &ends_)
                   .value();
    // The tests are neither a speaker nor a listener that waits.
    fcntl(ends_.speaker.get(), F_SETFL, O_NONBLOCK);
    fcntl(ends_.listener.get(), F_SETFL, O_NONBLOCK);
  }
  void Say(const std::string& text) {
    ASSERT_EQ(write(ends_.speaker.get(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  // What there is to read; "EOF" at the end.
  std::string Hear() {
    std::string text(1 << 16, '\0');
    const ssize_t count = read(ends_.listener.get(), text.data(), text.size());
    if (count == 0) return "EOF";
    return text.substr(0, count < 0 ? 0 : count);
  }
  void Pump() { ASSERT_TRUE(channel_->Pump().ok()); }
  // Says things until nothing more goes, neither into the channel nor through it.
  int64_t Fill() {
    const std::string block(4096, 'x');
    int64_t said = 0;
    int64_t before = -1;
    while (said != before) {
      before = said;
      ssize_t count;
      while ((count = write(ends_.speaker.get(), block.data(), block.size())) > 0) said += count;
      Pump();
    }
    return said;
  }

  Channel::Ends ends_;
  std::unique_ptr<Channel> channel_;
  std::string observed_;
};

TEST_F(ChannelTest, PassesOnAndCounts) {
  Say("hello\n");
  Pump();
  EXPECT_EQ(Hear(), "hello\n");
  EXPECT_EQ(channel_->bytes(), 6);
  EXPECT_EQ(observed_, "hello\n");
  EXPECT_TRUE(channel_->all_read());
  EXPECT_EQ(Hear(), "");
}

TEST_F(ChannelTest, KnowsWhatWasNotReadYet) {
  Say("hello\n");
  EXPECT_FALSE(channel_->all_read());
  Pump();
  EXPECT_FALSE(channel_->all_read());
  Hear();
  EXPECT_TRUE(channel_->all_read());
}

TEST_F(ChannelTest, SaysTheEndOnlyWhenTold) {
  Say("bye");
  ends_.speaker.Reset();
  Pump();
  Pump();
  EXPECT_TRUE(channel_->spent());
  EXPECT_EQ(Hear(), "bye");
  EXPECT_EQ(Hear(), "");
  channel_->EndListening();
  EXPECT_EQ(Hear(), "EOF");
}

TEST_F(ChannelTest, AListenerThatDoesNotReadStopsTheSpeaker) {
  const int64_t said = Fill();
  EXPECT_TRUE(channel_->blocked());
  EXPECT_LE(said, 3 * 65536);
  EXPECT_LT(channel_->bytes(), said);
  EXPECT_EQ(channel_->Interest().events, POLLOUT);
  int64_t heard = 0;
  for (std::string text = Hear(); !text.empty(); text = Hear()) {
    heard += static_cast<int64_t>(text.size());
    Pump();
  }
  EXPECT_EQ(heard, said);
  EXPECT_FALSE(channel_->blocked());
}

TEST_F(ChannelTest, FindsTheListenerGoneAndWaitsForADecision) {
  ends_.listener.Reset();
  Say("anybody?");
  Pump();
  EXPECT_TRUE(channel_->deaf());
  EXPECT_LT(channel_->Interest().fd, 0);
  Say("hello?");
  EXPECT_TRUE(channel_->Discard().ok());
  Pump();
  EXPECT_EQ(channel_->bytes(), 14);
  EXPECT_FALSE(channel_->blocked());
}

TEST_F(ChannelTest, DiscardingIsCounted) {
  Make(1000);
  EXPECT_TRUE(channel_->Discard().ok());
  Say(std::string(900, 'x'));
  Pump();
  EXPECT_FALSE(channel_->over_budget());
  Say(std::string(200, 'x'));
  Pump();
  EXPECT_TRUE(channel_->over_budget());
  EXPECT_EQ(channel_->bytes(), 1000);
}

TEST_F(ChannelTest, NothingBeyondTheBudgetIsPassedOn) {
  Make(4);
  Say("abcdef");
  Pump();
  EXPECT_TRUE(channel_->over_budget());
  Say("ghi");
  Pump();
  EXPECT_EQ(Hear(), "abcd");
  EXPECT_EQ(Hear(), "");
}

TEST_F(ChannelTest, AllThatTheDeadSaidIsPassedOn) {
  const int64_t said = Fill();
  // Its end stays open somewhere.
  EXPECT_TRUE(channel_->SpeakerIsGone().ok());
  int64_t heard = 0;
  for (std::string text = Hear(); !text.empty(); text = Hear()) {
    heard += static_cast<int64_t>(text.size());
    Pump();
  }
  EXPECT_EQ(heard, said);
  EXPECT_TRUE(channel_->spent());
}

}  // namespace
}  // namespace assay::judge
