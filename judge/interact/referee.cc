#include "judge/interact/referee.h"

#include <variant>

#include "judge/evaluate/verdict.h"

namespace assay::judge {

Steps NextSteps(const Standing& standing) {
  using Program = Standing::Program;
  Steps steps;
  const bool program_ended = standing.program != Program::kRuns;
  const bool interactor_ended = standing.answer.has_value();

  if (!interactor_ended) {
    // A program that fails leaves the interactor to what it already knows: an answer for which it
    // needs no more counts, and waiting for more is in vain.
    if (standing.program == Program::kFailed) {
      steps.stop_interactor = standing.interactor_waits;
    } else if (standing.program_closed) {
      steps.end_input_of_interactor = program_ended || !standing.program_exiting;
    }
  }
  // What is said to a failed one is not even thrown away: saying it is waiting in vain, too.
  steps.discard_output_of_interactor =
      standing.program == Program::kSucceeded ||
      (!program_ended && standing.program_deaf && !standing.program_exiting);

  if (interactor_ended) {
    steps.discard_output_of_program = true;
    if (standing.answer == InteractorAnswer::kAccepted) {
      steps.end_input_of_program = standing.interactor_closed;
    } else {
      steps.stop_program = !program_ended;
    }
  } else {
    steps.end_input_of_program = standing.interactor_closed && !standing.interactor_exiting;
    steps.discard_output_of_program = standing.interactor_deaf && !standing.interactor_exiting;
  }

  const bool overdue = standing.program_overdue || standing.interactor_overdue;
  if (overdue && !program_ended && !steps.stop_program) {
    steps.stop_program_for_time = interactor_ended || standing.interactor_waits;
  }
  // Neither the program nor its interactor is waited for in vain.
  steps.stop_interactor_for_time = standing.interactor_overdue && !interactor_ended &&
                                   !steps.stop_interactor && !steps.stop_program_for_time;
  return steps;
}

::judge::v1::Verdict InteractionVerdict(const sandbox::Outcome& program,
                                        const sandbox::Outcome& interactor,
                                        InteractorAnswer answer) {
  // It was stopped for the program's failure.
  if (std::holds_alternative<sandbox::Stopped>(interactor)) {
    return TestVerdict(program, std::nullopt);
  }
  switch (answer) {
    case InteractorAnswer::kBroken:
      return ::judge::v1::VERDICT_JUDGE_ERROR;
    case InteractorAnswer::kRejected:
      return ::judge::v1::VERDICT_WRONG_ANSWER;
    case InteractorAnswer::kAccepted:
      return TestVerdict(program, std::nullopt);
  }
  return ::judge::v1::VERDICT_UNSPECIFIED;
}

}  // namespace assay::judge
