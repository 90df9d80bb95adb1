#ifndef ASSAY_JUDGE_CLI_INPUT_FEED_H_
#define ASSAY_JUDGE_CLI_INPUT_FEED_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Standard input for a jailed program. The program never gets the caller's own descriptor: a
// terminal would let it type for the user (TIOCSTI, CVE-2005-4890), and a descriptor that is open
// for writing would let it write. A regular file is opened anew for reading; from anything else a
// thread copies into a pipe.
class InputFeed {
 public:
  // A regular file. NOT_FOUND and INVALID_ARGUMENT name it and the fix.
  static absl::StatusOr<std::unique_ptr<InputFeed>> FromFile(const std::string& path);
  // The data of descriptor `fd`, from its present position on. Closed or /dev/null: nothing.
  static absl::StatusOr<std::unique_ptr<InputFeed>> FromDescriptor(int fd);

  // Stops the thread, which may wait for a terminal.
  ~InputFeed();
  InputFeed(const InputFeed&) = delete;
  InputFeed& operator=(const InputFeed&) = delete;

  // What the program reads from, to be taken once.
  UniqueFd TakeProgramEnd() { return std::move(program_end_); }

 private:
  InputFeed() = default;
  void Pump(int source_fd);

  UniqueFd program_end_;
  UniqueFd pipe_end_;
  UniqueFd stop_;
  std::thread thread_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_CLI_INPUT_FEED_H_
