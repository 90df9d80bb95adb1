#ifndef ASSAY_JUDGE_CLI_TERMINAL_H_
#define ASSAY_JUDGE_CLI_TERMINAL_H_

#include <signal.h>
#include <termios.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Our terminal, on standard input and output, lent to a program in a jail: the program has a
// pseudo-terminal of its own (pty(7)), and a thread passes on what is typed and what is shown, and
// the size. Ours is in raw mode meanwhile, so that Ctrl-C and its like are the program's. For one
// thread.
class TerminalLoan {
 public:
  // Call before the process has threads: it blocks SIGWINCH, so that the size's changes are seen.
  // FAILED_PRECONDITION when standard input or output is no terminal.
  static absl::StatusOr<std::unique_ptr<TerminalLoan>> Create();

  // Passes on what is left, and gives the terminal its modes back.
  ~TerminalLoan();
  TerminalLoan(const TerminalLoan&) = delete;
  TerminalLoan& operator=(const TerminalLoan&) = delete;

  // A further descriptor of the program's end.
  absl::StatusOr<UniqueFd> ProgramEnd() const;

  // From here on the terminal is the program's.
  absl::Status Start();

  // Ends the loan, as destruction does.
  void Finish();

 private:
  class Pump;
  TerminalLoan() = default;

  termios modes_ = {};
  bool is_raw_ = false;
  UniqueFd program_end_;
  std::unique_ptr<Pump> pump_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_TERMINAL_H_
