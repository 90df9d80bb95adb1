#include "judge/interact/referee.h"

#include <csignal>

#include "gtest/gtest.h"

namespace assay::judge {
namespace {

using ::judge::v1::Verdict;
using Program = Standing::Program;
using enum InteractorAnswer;

TEST(RefereeTest, DecidesTheNextSteps) {
  const struct {
    const char* name;
    Standing standing;
    Steps expected;
  } kCases[] = {
      {"both talk", {}, {}},
      {"the program closes its output and lives",
       {.program_closed = true},
       {.end_input_of_interactor = true}},
      {"the program's output ends with its exit: how that went is not known yet",
       {.program_closed = true, .program_exiting = true},
       {}},
      {"the program has ended well",
       {.program = Program::kSucceeded, .program_closed = true},
       {.end_input_of_interactor = true, .discard_output_of_interactor = true}},
      {"the program has ended well, but not all of what it said is passed on",
       {.program = Program::kSucceeded},
       {.discard_output_of_interactor = true}},
      {"the program has failed, the interactor still thinks",
       {.program = Program::kFailed, .program_closed = true},
       {}},
      {"the program has failed, the interactor waits in vain",
       {.program = Program::kFailed, .program_closed = true, .interactor_waits = true},
       {.stop_interactor = true}},
      {"the program has failed, and the interactor waits for it to listen",
       {.program = Program::kFailed, .interactor_waits = true},
       {.stop_interactor = true}},
      {"the program closes its input and lives",
       {.program_deaf = true},
       {.discard_output_of_interactor = true}},
      {"the program's input is closed by its exit",
       {.program_exiting = true, .program_deaf = true},
       {}},
      {"nobody is there to hear the interactor",
       {.program = Program::kFailed, .program_deaf = true},
       {}},
      {"the interactor closes its output and lives",
       {.interactor_closed = true},
       {.end_input_of_program = true}},
      {"the interactor's output ends with its exit",
       {.interactor_closed = true, .interactor_exiting = true},
       {}},
      {"the interactor closes its input and lives",
       {.interactor_deaf = true},
       {.discard_output_of_program = true}},
      {"the interactor's input is closed by its exit",
       {.interactor_exiting = true, .interactor_deaf = true},
       {}},
      {"the interactor has accepted",
       {.answer = kAccepted, .interactor_closed = true},
       {.end_input_of_program = true, .discard_output_of_program = true}},
      {"the interactor has accepted, and the program has not heard all",
       {.answer = kAccepted},
       {.discard_output_of_program = true}},
      {"the interactor has rejected",
       {.answer = kRejected, .interactor_closed = true},
       {.discard_output_of_program = true, .stop_program = true}},
      {"the interactor is broken",
       {.answer = kBroken, .interactor_closed = true},
       {.discard_output_of_program = true, .stop_program = true}},
      {"the interactor has rejected a program that has ended",
       {.program = Program::kFailed,
        .program_closed = true,
        .answer = kRejected,
        .interactor_closed = true},
       {.discard_output_of_program = true}},
      {"the time is up, and the interactor waits",
       {.program_overdue = true, .interactor_waits = true},
       {.stop_program_for_time = true}},
      {"the time is up, and the interactor works", {.program_overdue = true}, {}},
      {"the time is up, and the interactor has accepted",
       {.program_overdue = true, .answer = kAccepted},
       {.discard_output_of_program = true, .stop_program_for_time = true}},
      {"the time is up, and the interactor has rejected",
       {.program_overdue = true, .answer = kRejected},
       {.discard_output_of_program = true, .stop_program = true}},
      {"the interactor's time is up, and it waits for the program",
       {.interactor_overdue = true, .interactor_waits = true},
       {.stop_program_for_time = true}},
      {"the interactor's time is up, and it does something else",
       {.program_overdue = true, .interactor_overdue = true},
       {.stop_interactor_for_time = true}},
      {"the interactor's time is up, the program has ended",
       {.program = Program::kSucceeded, .program_closed = true, .interactor_overdue = true},
       {.end_input_of_interactor = true,
        .discard_output_of_interactor = true,
        .stop_interactor_for_time = true}},
      {"the interactor's time is up, the program has failed",
       {.program = Program::kFailed, .interactor_overdue = true, .interactor_waits = true},
       {.stop_interactor = true}},
      {"the time is up for a program that has ended",
       {.program = Program::kSucceeded, .program_closed = true, .program_overdue = true},
       {.end_input_of_interactor = true, .discard_output_of_interactor = true}},
  };
  for (const auto& test_case : kCases) {
    EXPECT_EQ(NextSteps(test_case.standing), test_case.expected) << test_case.name;
  }
}

TEST(RefereeTest, JudgesByBothEnds) {
  const sandbox::Outcome good = sandbox::Exited{0};
  const sandbox::Outcome bad_exit = sandbox::Exited{1};
  const sandbox::Outcome crash = sandbox::Signaled{SIGSEGV};
  const sandbox::Outcome slow = sandbox::LimitExceeded{sandbox::Limit::kCpuTime};
  const sandbox::Outcome idle = sandbox::LimitExceeded{sandbox::Limit::kWallTime};
  const sandbox::Outcome large = sandbox::LimitExceeded{sandbox::Limit::kMemory};
  const sandbox::Outcome loud = sandbox::LimitExceeded{sandbox::Limit::kOutput};
  const sandbox::Outcome denied = sandbox::SyscallDenied{.name = "socket"};
  const sandbox::Outcome stopped = sandbox::Stopped{};
  const sandbox::Outcome accepts = sandbox::Exited{42};
  const sandbox::Outcome rejects = sandbox::Exited{43};
  const struct {
    const char* name;
    sandbox::Outcome program;
    sandbox::Outcome interactor;
    InteractorAnswer answer;
    Verdict expected;
  } kCases[] = {
      {"42, exit 0", good, accepts, kAccepted, ::judge::v1::VERDICT_ACCEPTED},
      {"42, exit 1", bad_exit, accepts, kAccepted, ::judge::v1::VERDICT_RUNTIME_ERROR},
      {"42, crash", crash, accepts, kAccepted, ::judge::v1::VERDICT_RUNTIME_ERROR},
      {"42, cpu", slow, accepts, kAccepted, ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED},
      {"42, idle", idle, accepts, kAccepted, ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED},
      {"42, memory", large, accepts, kAccepted, ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED},
      {"42, output", loud, accepts, kAccepted, ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED},
      {"42, denied", denied, accepts, kAccepted, ::judge::v1::VERDICT_SYSCALL_DENIED},
      {"43, exit 0", good, rejects, kRejected, ::judge::v1::VERDICT_WRONG_ANSWER},
      {"43, stopped", stopped, rejects, kRejected, ::judge::v1::VERDICT_WRONG_ANSWER},
      {"43 without hearing of the crash", crash, rejects, kRejected,
       ::judge::v1::VERDICT_WRONG_ANSWER},
      {"broken, exit 0", good, bad_exit, kBroken, ::judge::v1::VERDICT_JUDGE_ERROR},
      {"broken, stopped", stopped, crash, kBroken, ::judge::v1::VERDICT_JUDGE_ERROR},
      {"broken, crash", crash, slow, kBroken, ::judge::v1::VERDICT_JUDGE_ERROR},
      {"in vain, exit 1", bad_exit, stopped, kBroken, ::judge::v1::VERDICT_RUNTIME_ERROR},
      {"in vain, cpu", slow, stopped, kBroken, ::judge::v1::VERDICT_TIME_LIMIT_EXCEEDED},
      {"in vain, idle", idle, stopped, kBroken, ::judge::v1::VERDICT_WALL_TIME_LIMIT_EXCEEDED},
      {"in vain, memory", large, stopped, kBroken, ::judge::v1::VERDICT_MEMORY_LIMIT_EXCEEDED},
      {"in vain, output", loud, stopped, kBroken, ::judge::v1::VERDICT_OUTPUT_LIMIT_EXCEEDED},
      {"in vain, denied", denied, stopped, kBroken, ::judge::v1::VERDICT_SYSCALL_DENIED},
  };
  for (const auto& test_case : kCases) {
    EXPECT_EQ(InteractionVerdict(test_case.program, test_case.interactor, test_case.answer),
              test_case.expected)
        << test_case.name;
  }
}

}  // namespace
}  // namespace assay::judge
