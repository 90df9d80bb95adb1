#ifndef ASSAY_SANDBOX_RUN_SPEC_H_
#define ASSAY_SANDBOX_RUN_SPEC_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"
#include "sandbox/limits.h"
#include "sandbox/network/network.h"
#include "sandbox/root_filesystem.h"
#include "sandbox/seccomp/filter.h"
#include "sandbox/work_file.h"

namespace assay::sandbox {

// Called on the thread that waits for the run with each piece of output, in order. `data` is valid
// during the call.
using OutputSink = std::function<void(absl::string_view data)>;

// Where an output stream goes: read by the sandbox, counted and handed to a sink (an empty one
// discards), or written by the program straight into a descriptor, which is then not counted.
using OutputTarget = std::variant<OutputSink, UniqueFd>;

// Figures that cost some time to take, or a counter of the cpu's: taken when wished for.
struct RunDetails {
  // Usage::instructions. A limit on them wishes for it, too.
  bool instructions = false;
  // Usage::memory_parts.
  bool memory = false;
};

// One run of one program in one jail. Move-only; owns its descriptors.
struct RunSpec {
  // The first is the program's absolute path in the jail. 60 KiB together with `env`.
  std::vector<std::string> argv;
  // "NAME=value"; nothing is inherited.
  std::vector<std::string> env;
  Limits limits;
  RootFilesystem root;
  // Required.
  std::shared_ptr<const SeccompFilter> seccomp;
  // Empty: reads end-of-file.
  UniqueFd stdin_fd;
  // stdin_fd is a terminal, which becomes the controlling one of the program's session: for job
  // control. The filter must allow TIOCSCTTY.
  bool controlling_terminal = false;
  OutputTarget stdout_target = OutputSink();
  OutputTarget stderr_target = OutputSink();
  // For sinks that have no room. Asked on the thread that waits for the run, every few milliseconds
  // while it says yes: meanwhile no output is read, and a program whose pipe is full waits; its
  // limits go on. What is in the pipes at the run's end is read in any case. Empty: never.
  std::function<bool()> hold_output;
  // Pins every task of the run to this cpu. Without it the run may use any cpu of the sandbox.
  std::optional<int> cpu;
  // Stops the run for its cpu time only when that is beyond the limit by more than its uncertainty
  // on a quiet host, so that the time of one which is nearly fast enough is known. The outcome is
  // the same: a time above the limit is over it.
  bool time_past_limit = false;
  // The work directory is a file system of its own on a disk, of the size and number of files that
  // limits say, thrown away after the run; otherwise it is in memory. Needs a privileged sandbox.
  bool work_on_disk = false;
  // What is in the work directory at the start. Its room, and its memory, are on top of
  // limits.work_bytes, limits.work_inodes and limits.memory_bytes: the program keeps its own.
  std::vector<WorkFile> work_files;
  // From Sandbox::Make...Network(), for this run alone. Null: none at all, not even loopback.
  std::shared_ptr<Network> network;
  // Keeps the work directory readable through RunResult::work_directory.
  bool keep_work_directory = false;
  RunDetails details;
  // Called once, on the thread that waits for the run, with the cpu time that it has used: however
  // it ended, also after Kill(). Empty: nobody is told.
  std::function<void(absl::Duration)> on_cpu_time;
};

}  // namespace assay::sandbox

#endif  // ASSAY_SANDBOX_RUN_SPEC_H_
