// What becomes of every pair of a program and an interactor that end early, late or never, fall
// silent, flood, close or crash: the same verdict each time. With --repeats=N each pair talks N
// times.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "judge/evaluate/cancellation.h"
#include "judge/evaluate/verdict.h"
#include "judge/interact/conversation.h"
#include "tests/jail/jail_fixture.h"

namespace assay::judge {
namespace {

using ::judge::v1::Verdict;
using sandbox::RunSpec;

int repeats = 3;

enum class Speed { kFast, kIdle };

struct Pair {
  const char* name;
  // Steps of tests/jail/talker.cc.
  const char* program;
  const char* interactor;
  Verdict expected;
  // kIdle: nothing ends it but a limit on elapsed time, which then is short.
  Speed speed = Speed::kFast;
};

constexpr Verdict kAccepted = ::judge::v1::VERDICT_ACCEPTED;
constexpr Verdict kWrong = ::judge::v1::VERDICT_WRONG_ANSWER;
constexpr Verdict kRuntimeError = ::judge::v1::VERDICT_RUNTIME_ERROR;
constexpr Verdict kTime = ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED;
constexpr Verdict kWallTime = ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED;
constexpr Verdict kMemory = ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED;
constexpr Verdict kOutput = ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED;
constexpr Verdict kDenied = ::judge::v1::VERDICT_SYSCALL_DENIED;
constexpr Verdict kJudgeError = ::judge::v1::VERDICT_JUDGE_ERROR;

constexpr Pair kPairs[] = {
    {"both well", "say:5 hear exit:0", "hear say:ok exit:42", kAccepted},
    {"wrong", "say:5 hear exit:0", "hear say:no exit:43", kWrong},

    // The program ends early.
    {"exit 0 at once, needed", "exit:0", "hear-or:43 exit:42", kWrong},
    {"exit 0 at once, not needed", "exit:0", "hear-all exit:42", kAccepted},
    {"exit 1 at once, needed", "exit:1", "hear-or:43 exit:42", kRuntimeError},
    {"crash at once, needed", "crash", "hear-or:43 exit:42", kRuntimeError},
    {"exit 1 later, needed", "sleep:20 exit:1", "hear-or:43 exit:42", kRuntimeError},
    {"exit 1 in the middle", "say:5 hear exit:1", "hear say:ok hear-or:43 exit:42", kRuntimeError},
    {"exit 1 after a wrong word", "say:wrong exit:1", "hear exit:43", kWrong},
    {"exit 1 after the last word", "say:5 hear exit:1", "hear say:ok exit:42", kRuntimeError},
    {"crash after a slow rejection", "say:5 crash", "hear burn:20 exit:43", kWrong},
    {"exit 0 with the interactor talking on", "say:5 exit:0", "flood:300000 hear-or:43 exit:42",
     kAccepted},
    {"a child is left behind", "fork say:5 exit:0", "hear hear-all exit:42", kAccepted},

    // The interactor ends early.
    {"42 at once", "say:5 hear-all exit:0", "exit:42", kAccepted},
    {"43 at once", "say:5 hear-all exit:0", "exit:43", kWrong},
    {"43 at once, exit 1 at once", "exit:1", "exit:43", kWrong},
    {"42 at once, exit 1 at once", "exit:1", "exit:42", kRuntimeError},
    {"42 at once, crash at the end of input", "hear-or:1", "exit:42", kRuntimeError},
    {"43 at once, crash at the end of input", "hear-or:1", "exit:43", kWrong},
    {"42, and the program talks on", "say:5 hear say:6 say:7 exit:0", "hear say:ok exit:42",
     kAccepted},
    {"42, and the program sleeps a little", "say:5 hear sleep:20 exit:0", "hear say:ok exit:42",
     kAccepted},
    {"42, and the program loops", "say:5 hear loop", "hear say:ok exit:42", kTime},
    {"42, and the program needs too much", "say:5 hear heap", "hear say:ok exit:42", kMemory},
    {"43, and the program sleeps", "say:5 hear sleep", "hear say:no exit:43", kWrong},
    {"43, and the program ignores SIGPIPE", "ignore-sigpipe flood", "hear-or:7 exit:43",
     kJudgeError},
    {"exit 0 at once", "say:5 hear exit:0", "exit:0", kJudgeError},
    {"exit 1 at once", "say:5 hear exit:0", "exit:1", kJudgeError},
    {"the interactor crashes", "say:5 hear exit:0", "hear crash", kJudgeError},
    {"both crash", "crash", "crash", kJudgeError},

    // Over limits.
    {"the program loops", "loop", "hear-or:43 exit:42", kTime},
    {"the interactor loops", "hear exit:0", "loop", kJudgeError},
    {"the program needs too much", "heap", "hear-or:43 exit:42", kMemory},
    {"the interactor needs too much", "hear exit:0", "heap", kJudgeError},
    {"a denied call", "say:5 socket exit:0", "hear hear-or:43 exit:42", kDenied},
    {"a denied call of the interactor's", "hear exit:0", "socket exit:42", kJudgeError},

    // Floods.
    {"a flood, rejected", "flood", "sleep:5 exit:43", kWrong},
    {"a flood that ignores SIGPIPE, rejected", "ignore-sigpipe flood", "exit:43", kWrong},
    {"a flood, accepted", "flood", "exit:42", kOutput},
    {"a flood, all of it read", "flood", "hear-all exit:42", kOutput},
    {"a long speech, not read", "flood:600000 exit:0", "exit:42", kAccepted},
    {"a flood of the interactor's, read", "hear-all exit:0", "flood", kJudgeError},
    {"a flood of the interactor's, exit 0", "exit:0", "flood", kJudgeError},
    {"a flood of the interactor's, crash", "crash", "flood", kRuntimeError},

    // Closed ends.
    {"closes its output", "close-out hear-all exit:0", "hear-all exit:42", kAccepted},
    {"closes its output too early", "close-out hear-all exit:1", "hear-or:43 exit:42", kWrong},
    {"closes its input", "close-in say:5 say:6 exit:0", "hear say:ok hear say:ok exit:42",
     kAccepted},
    {"the interactor closes its output", "say:5 hear-all say:6 exit:0",
     "hear close-out hear-or:43 exit:42", kAccepted},
    {"the interactor closes its input", "flood:600000 exit:0", "close-in sleep:20 exit:42",
     kAccepted},
    {"the interactor closes both, and rejects", "hear-all flood",
     "close-in close-out sleep:5 exit:43", kWrong},

    // Somebody waits for ever.
    {"42, and the program sleeps on", "say:5 hear sleep", "hear say:ok exit:42", kWallTime,
     Speed::kIdle},
    {"both wait for the other", "hear exit:0", "hear exit:42", kWallTime, Speed::kIdle},
    {"the program sleeps", "sleep", "hear exit:42", kWallTime, Speed::kIdle},
    {"the program sleeps without reading", "sleep", "flood", kWallTime, Speed::kIdle},
    {"both flood, none reads", "flood", "flood", kWallTime, Speed::kIdle},
    {"closes all and sleeps", "close-in close-out sleep", "hear-all exit:42", kWallTime,
     Speed::kIdle},
    {"the interactor sleeps", "hear exit:0", "sleep", kJudgeError, Speed::kIdle},
    {"the interactor sleeps without reading", "flood", "sleep", kJudgeError, Speed::kIdle},
    {"the interactor sleeps, the program has ended", "exit:0", "sleep", kJudgeError, Speed::kIdle},
    {"both sleep", "sleep", "sleep", kJudgeError, Speed::kIdle},
};

class InteractivePairsTest : public sandbox::JailFixture {
 protected:
  RunSpec TalkerSpec(const std::string& steps) {
    RunSpec spec = ProbeSpec({});
    spec.argv = {"/box/talker"};
    for (const absl::string_view step : absl::StrSplit(steps, ' ', absl::SkipEmpty())) {
      spec.argv.emplace_back(step);
    }
    spec.root.binds = {{sandbox::BuiltFile("tests/jail/talker"), "/box/talker"}};
    spec.limits.cpu_time = absl::Milliseconds(200);
    spec.limits.wall_time = absl::Seconds(30);
    spec.limits.memory_bytes = 32 << 20;
    spec.limits.output_bytes = 1 << 20;
    return spec;
  }

  absl::StatusOr<ConversationResult> Talk(RunSpec program, RunSpec interactor,
                                          Transcript* transcript = nullptr) {
    ConversationSpec spec;
    spec.program = std::move(program);
    spec.interactor = std::move(interactor);
    spec.transcript = transcript;
    spec.answer = [](const sandbox::Outcome& outcome) {
      if (outcome == sandbox::Outcome(sandbox::Exited{42})) return InteractorAnswer::kAccepted;
      if (outcome == sandbox::Outcome(sandbox::Exited{43})) return InteractorAnswer::kRejected;
      return InteractorAnswer::kBroken;
    };
    return RunConversation(sandbox(), std::move(spec), cancellation_);
  }

  // For people.
  std::string Verdicts(const Pair& pair) {
    RunSpec program = TalkerSpec(pair.program);
    RunSpec interactor = TalkerSpec(pair.interactor);
    if (pair.speed == Speed::kIdle) {
      program.limits.wall_time = absl::Milliseconds(300);
      interactor.limits.wall_time = absl::Milliseconds(300);
    }
    const absl::StatusOr<ConversationResult> result =
        Talk(std::move(program), std::move(interactor));
    if (!result.ok()) return std::string(result.status().message());
    const Verdict verdict =
        InteractionVerdict(result->program.outcome, result->interactor.outcome, result->answer);
    if (verdict == pair.expected) return "";
    return absl::StrCat(Verdict_Name(verdict),
                        " (program: ", DescribeOutcome(result->program.outcome),
                        ", interactor: ", DescribeOutcome(result->interactor.outcome), ")");
  }

  Cancellation cancellation_;
};

TEST_F(InteractivePairsTest, EachPairHasOneVerdict) {
  for (const Pair& pair : kPairs) {
    // Those that only wait can do it together.
    const int thread_count =
        pair.speed == Speed::kIdle ? std::min(repeats, 20) : std::min(repeats, 2);
    std::atomic<int> next = 0;
    std::mutex mutex;
    std::map<std::string, int> others;
    std::vector<std::thread> threads;
    for (int i = 0; i < thread_count; ++i) {
      threads.emplace_back([&] {
        while (next++ < repeats) {
          const std::string other = Verdicts(pair);
          const std::lock_guard<std::mutex> lock(mutex);
          if (!other.empty()) ++others[other];
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& [other, count] : others) {
      ADD_FAILURE() << pair.name << ": not " << Verdict_Name(pair.expected) << " but " << other
                    << ", " << count << " of " << repeats;
    }
  }
}

TEST_F(InteractivePairsTest, EachSideIsChargedItsOwnTime) {
  const absl::StatusOr<ConversationResult> waits =
      Talk(TalkerSpec("hear exit:0"), TalkerSpec("burn:100 say:x hear-all exit:42"));
  ASSERT_TRUE(waits.ok()) << waits.status();
  EXPECT_GE(waits->interactor.usage.cpu_time(), absl::Milliseconds(80));
  EXPECT_LT(waits->program.usage.cpu_time(), absl::Milliseconds(50));
  const absl::StatusOr<ConversationResult> works =
      Talk(TalkerSpec("burn:100 say:x exit:0"), TalkerSpec("hear hear-all exit:42"));
  ASSERT_TRUE(works.ok()) << works.status();
  EXPECT_GE(works->program.usage.cpu_time(), absl::Milliseconds(80));
  EXPECT_LT(works->interactor.usage.cpu_time(), absl::Milliseconds(50));
}

TEST_F(InteractivePairsTest, ASlowInteractorIsNotTheProgramsFault) {
  RunSpec program = TalkerSpec("hear exit:0");
  program.limits.wall_time = absl::Milliseconds(200);
  const absl::StatusOr<ConversationResult> result =
      Talk(std::move(program), TalkerSpec("sleep:1000 say:x hear-all exit:42"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->answer, InteractorAnswer::kAccepted);
  EXPECT_EQ(result->program.outcome, sandbox::Outcome(sandbox::Exited{0}));
}

TEST_F(InteractivePairsTest, CountsWhatBothSay) {
  const absl::StatusOr<ConversationResult> result =
      Talk(TalkerSpec("say:hello hear exit:0"), TalkerSpec("hear say:yes hear-all exit:42"));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->program.usage.output_bytes, 6);
  EXPECT_EQ(result->interactor.usage.output_bytes, 4);
}

TEST_F(InteractivePairsTest, KeepsATranscript) {
  Transcript transcript;
  ASSERT_TRUE(Talk(TalkerSpec("hear say:5 hear exit:0"),
                   TalkerSpec("say:guess hear say:no hear-all exit:43"), &transcript)
                  .ok());
  const ::judge::v1::Transcript proto = transcript.ToProto();
  ASSERT_EQ(proto.pieces_size(), 3);
  EXPECT_EQ(proto.pieces(0).text(), "guess\n");
  EXPECT_FALSE(proto.pieces(0).from_program());
  EXPECT_EQ(proto.pieces(1).text(), "5\n");
  EXPECT_TRUE(proto.pieces(1).from_program());
  EXPECT_EQ(proto.pieces(2).text(), "no\n");
}

TEST_F(InteractivePairsTest, IsCancelled) {
  std::thread canceller([this] {
    absl::SleepFor(absl::Milliseconds(100));
    cancellation_.Cancel();
  });
  const absl::StatusOr<ConversationResult> result =
      Talk(TalkerSpec("hear"), TalkerSpec("hear exit:42"));
  canceller.join();
  EXPECT_TRUE(absl::IsAborted(result.status())) << result.status();
  EXPECT_TRUE(absl::IsAborted(Talk(TalkerSpec("exit:0"), TalkerSpec("exit:42")).status()));
}

TEST_F(InteractivePairsTest, SaysWhichSideCannotBeExecuted) {
  RunSpec missing = TalkerSpec("exit:0");
  missing.argv[0] = "/box/nothing";
  const absl::StatusOr<ConversationResult> program =
      Talk(std::move(missing), TalkerSpec("hear exit:42"));
  EXPECT_TRUE(absl::IsNotFound(program.status())) << program.status();
  EXPECT_FALSE(absl::StartsWith(program.status().message(), "interactor")) << program.status();
  missing = TalkerSpec("exit:0");
  missing.argv[0] = "/box/nothing";
  const absl::StatusOr<ConversationResult> interactor =
      Talk(TalkerSpec("hear exit:0"), std::move(missing));
  EXPECT_TRUE(absl::IsNotFound(interactor.status())) << interactor.status();
  EXPECT_TRUE(absl::StartsWith(interactor.status().message(), "interactor: "))
      << interactor.status();
}

}  // namespace
}  // namespace assay::judge

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (!absl::ConsumePrefix(&argument, "--repeats=") ||
        !absl::SimpleAtoi(argument, &assay::judge::repeats)) {
      return 2;
    }
  }
  return RUN_ALL_TESTS();
}
