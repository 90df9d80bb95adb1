#ifndef ASSAY_JUDGE_INTERACT_CONVERSATION_H_
#define ASSAY_JUDGE_INTERACT_CONVERSATION_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "judge/interact/referee.h"
#include "judge/interact/transcript.h"
#include "sandbox/run_result.h"
#include "sandbox/run_spec.h"
#include "sandbox/sandbox.h"

namespace assay::judge {

// Two runs that talk with each other. Their standard inputs and outputs are made here.
struct ConversationSpec {
  sandbox::RunSpec program;
  // Its elapsed time is on top of the program's.
  sandbox::RunSpec interactor;
  // What the interactor's end says, in its protocol. Not called where it was stopped.
  std::function<InteractorAnswer(const sandbox::Outcome&)> answer;
  // What it means that the interactor could not be run. Empty: the error as it is, with
  // "interactor: " before it.
  std::function<absl::Status(const absl::Status&)> interactor_error = nullptr;
  // Outlives the call. May be null.
  Transcript* transcript = nullptr;
};

struct ConversationResult {
  // Stopped: the interactor's answer had settled the verdict. Usage::output_bytes has what the
  // program said.
  sandbox::RunResult program;
  // Stopped: the program had failed, and the interactor waited for more.
  sandbox::RunResult interactor;
  InteractorAnswer answer = InteractorAnswer::kBroken;
};

// Runs both until both have ended, by the rules of NextSteps(). All that they say passes through
// the calling thread, which counts it against both sides' output limits; two more threads watch the
// runs. Errors are those of Sandbox::Start() and Run::Wait(), and what ConversationSpec::
// interactor_error makes of the interactor's; ABORTED when `cancellation` or, when given, `also` is
// cancelled.
absl::StatusOr<ConversationResult> RunConversation(sandbox::Sandbox& sandbox, ConversationSpec spec,
                                                   Cancellation& cancellation,
                                                   Cancellation* also = nullptr);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_INTERACT_CONVERSATION_H_
