#ifndef ASSAY_JUDGE_INTERACT_REFEREE_H_
#define ASSAY_JUDGE_INTERACT_REFEREE_H_

#include <optional>

#include "proto/judge/v1/judgement.pb.h"
#include "sandbox/run_result.h"

// The rules of an interactive problem: pure functions of what is known of both sides. See
// docs/packages.md, "Interactive problems".

namespace assay::judge {

// What the interactor's end says, in whatever protocol.
enum class InteractorAnswer {
  kAccepted,
  kRejected,
  // It crashed, went over a limit of its own, or ended in a way that its protocol does not know.
  kBroken,
};

// How far the conversation has come.
struct Standing {
  enum class Program { kRuns, kSucceeded, kFailed };
  // kFailed: it did not exit with 0.
  Program program = Program::kRuns;
  // The end of its output was seen, and all before that has been passed on.
  bool program_closed = false;
  // All its tasks are exiting: its end is about to be known.
  bool program_exiting = false;
  // It has closed its input.
  bool program_deaf = false;
  // It has had its elapsed time.
  bool program_overdue = false;

  // Absent while it runs.
  std::optional<InteractorAnswer> answer = std::nullopt;
  bool interactor_closed = false;
  bool interactor_exiting = false;
  bool interactor_deaf = false;
  // It has had its elapsed time, which is longer than the program's.
  bool interactor_overdue = false;
  // It can do nothing until the program writes or reads, or nobody can tell.
  bool interactor_waits = false;
};

// What is to be done. Each is done once; saying it again changes nothing.
struct Steps {
  // The interactor reads end-of-file.
  bool end_input_of_interactor = false;
  // The program reads end-of-file.
  bool end_input_of_program = false;
  // What the program writes is counted and thrown away.
  bool discard_output_of_program = false;
  // What the interactor writes is.
  bool discard_output_of_interactor = false;
  // Nothing that it still does would matter.
  bool stop_program = false;
  bool stop_interactor = false;
  // As one that was over its elapsed time.
  bool stop_program_for_time = false;
  bool stop_interactor_for_time = false;
  friend bool operator==(const Steps&, const Steps&) = default;
};

// That one side has ended comes to the other's notice only once it is known how: so whatever the
// other does then comes after it, and no race decides the verdict.
Steps NextSteps(const Standing& standing);

// The verdict, from how both ended. `answer` is that of `interactor`, where it was not stopped.
::judge::v1::Verdict InteractionVerdict(const sandbox::Outcome& program,
                                        const sandbox::Outcome& interactor,
                                        InteractorAnswer answer);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_INTERACT_REFEREE_H_
