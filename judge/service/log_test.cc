#include "judge/service/log.h"

#include <fcntl.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <signal.h>
#include <unistd.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {
namespace {

using ::judge::v1::LOG_LEVEL_DEBUG;
using ::judge::v1::LOG_LEVEL_ERROR;
using ::judge::v1::LOG_LEVEL_INFO;
using ::judge::v1::LOG_LEVEL_WARNING;

const absl::Time kTime = absl::FromUnixMillis(1'700'000'000'123);

// The members of the JSON object in `line`; fails the test when it is none.
std::map<std::string, google::protobuf::Value> Parse(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
  return {object.fields().begin(), object.fields().end()};
}

struct Pipe {
  Pipe() {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    reader = UniqueFd(ends[0]);
    writer = UniqueFd(ends[1]);
  }
  // What is in the pipe now.
  std::string Drain() const {
    fcntl(reader.get(), F_SETFL, O_NONBLOCK);
    std::string data;
    char buffer[65536];
    for (ssize_t count; (count = read(reader.get(), buffer, sizeof buffer)) > 0;) {
      data.append(buffer, count);
    }
    return data;
  }
  UniqueFd reader;
  UniqueFd writer;
};

TEST(LogTest, FormatsALine) {
  EXPECT_EQ(
      FormatLogLine(kTime, LOG_LEVEL_WARNING, "test_finished",
                    {{"submission", "s-1"},
                     {"client", std::string("front")},
                     {"index", 3},
                     {"bytes", int64_t{1} << 40},
                     {"last", true},
                     {"cpu_seconds", absl::Milliseconds(1500)}}),
      "{\"time\":\"2023-11-14T22:13:20.123Z\",\"level\":\"warning\",\"event\":\"test_finished\","
      "\"submission\":\"s-1\",\"client\":\"front\",\"index\":3,\"bytes\":1099511627776,"
      "\"last\":true,\"cpu_seconds\":1.500000}\n");
}

TEST(LogTest, EscapesWhateverIsInAText) {
  const struct {
    std::string text;
    std::string found;
  } cases[] = {
      {"a\"b\\c", "a\"b\\c"},
      {"two\nlines\t\x1b[31m", "two\\x0alines\\x09\\x1b[31m"},
      {std::string("nul\0", 4), "nul\\x00"},
      {"\xff", "\\xff"},
      {"\xe2\x80\xae", "\\xe2\\x80\\xae"},
      {"\xc3\xa9", "\xc3\xa9"},
      {"\",\"level\":\"error", "\",\"level\":\"error"},
  };
  for (const auto& [text, found] : cases) {
    const std::string line = FormatLogLine(kTime, LOG_LEVEL_INFO, "e", {{"text", text}});
    EXPECT_EQ(Parse(line)["text"].string_value(), found);
    EXPECT_EQ(Parse(line)["level"].string_value(), "info");
    EXPECT_EQ(line.find('\n'), line.size() - 1);
  }
}

TEST(LogTest, BoundsTheLine) {
  for (const std::string& text :
       {std::string(1 << 20, 'a'), std::string(1 << 20, '"'), std::string(1 << 20, '\0')}) {
    const std::string line =
        FormatLogLine(kTime, LOG_LEVEL_INFO, "event",
                      {{"a", text}, {"b", text}, {"c", text}, {"d", text}, {"e", text}, {"n", 1}});
    EXPECT_LE(line.size(), kMaxLineBytes - 38);
    auto members = Parse(line);
    EXPECT_TRUE(members["truncated"].bool_value());
    // What is short has room.
    EXPECT_EQ(members["n"].number_value(), 1);
    EXPECT_EQ(members.count("e"), 0);
  }
  auto whole = Parse(FormatLogLine(kTime, LOG_LEVEL_INFO, "event", {{"a", 1}}));
  EXPECT_EQ(whole.count("truncated"), 0);
  for (const absl::Duration duration :
       {absl::InfiniteDuration(), -absl::InfiniteDuration(), absl::Nanoseconds(1)}) {
    Parse(FormatLogLine(kTime, LOG_LEVEL_INFO, "event", {{"d", duration}}));
  }
}

TEST(LogTest, LeavesOutWhatIsBelowItsLevel) {
  const Pipe pipe;
  Log log(pipe.writer.get(), LOG_LEVEL_WARNING);
  log.Debug("one");
  log.Info("two");
  log.Warning("three");
  log.Error("four", {{"reason", "x"}});
  EXPECT_FALSE(log.IsOn(LOG_LEVEL_DEBUG));
  EXPECT_TRUE(log.IsOn(LOG_LEVEL_ERROR));
  const std::vector<std::string> lines = absl::StrSplit(pipe.Drain(), '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(Parse(lines[0])["event"].string_value(), "three");
  EXPECT_EQ(Parse(lines[1])["reason"].string_value(), "x");
}

TEST(LogTest, WritesWholeLinesFromManyThreads) {
  const Pipe pipe;
  Log log(pipe.writer.get(), LOG_LEVEL_INFO);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log, i] {
      for (int j = 0; j < 20; ++j)
        log.Info("event", {{"thread", i}, {"text", std::string(500, 'a')}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines = absl::StrSplit(pipe.Drain(), '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size(), 80);
  for (const std::string& line : lines) EXPECT_EQ(Parse(line)["event"].string_value(), "event");
}

TEST(LogTest, DropsLinesForWhichThereIsNoRoomAndTellsOfThem) {
  const Pipe pipe;
  Log log(pipe.writer.get(), LOG_LEVEL_INFO);
  const absl::Time start = absl::Now();
  const std::string text(900, 'a');
  for (int i = 0; i < 1000; ++i) log.Info("event", {{"text", text}});
  // Each would else wait for ever.
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  const std::vector<std::string> lines = absl::StrSplit(pipe.Drain(), '\n', absl::SkipEmpty());
  EXPECT_GT(lines.size(), 50);
  EXPECT_LT(lines.size(), 100);
  log.Info("after");
  EXPECT_EQ(Parse(pipe.Drain())["dropped"].number_value(), 1000 - lines.size());
  log.Info("later");
  EXPECT_EQ(Parse(pipe.Drain()).count("dropped"), 0);
}

TEST(LogTest, SurvivesAReaderThatIsGone) {
  signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  Log log(pipe.writer.get(), LOG_LEVEL_INFO);
  pipe.reader.Reset();
  log.Error("event");
  Log closed(-1, LOG_LEVEL_INFO);
  closed.Error("event");
}

}  // namespace
}  // namespace assay::judge
