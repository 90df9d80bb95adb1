#include "tests/bench/peers/command_contender.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/unique_fd.h"

namespace assay::bench {
namespace {

constexpr char kNowhere[] = "/dev/null";
constexpr char kPath[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int64_t kMaxOutputBytes = 1 << 20;

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void Open(int fd, const std::string& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, fd, path.c_str(), flags, 0);
  }
  void Duplicate(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A file in memory for a stream of a checked run.
absl::StatusOr<UniqueFd> MakeCapture() {
  UniqueFd fd(memfd_create("capture", MFD_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(errno, "memfd_create");
  return fd;
}

absl::StatusOr<std::string> ReadCapture(const UniqueFd& fd) {
  if (lseek(fd.get(), 0, SEEK_SET) < 0) return ErrnoStatus(errno, "lseek");
  return ReadDescriptor(fd.get(), kMaxOutputBytes, "captured output");
}

absl::StatusOr<int> SpawnAndWait(const std::vector<std::string>& arguments,
                                 const FileActions& actions) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  char* const env[] = {const_cast<char*>(kPath), nullptr};
  pid_t pid = -1;
  if (const int error = posix_spawn(&pid, argv[0], actions.get(), nullptr, argv.data(), env);
      error != 0) {
    return ErrnoStatus(error, absl::StrCat("posix_spawn ", arguments[0]));
  }
  int status = 0;
  while (wait4(pid, &status, 0, nullptr) < 0) {
    if (errno != EINTR) return ErrnoStatus(errno, "wait4");
  }
  return status;
}

std::string FirstLine(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  return lines.front();
}

absl::Status DescribeFailure(const std::string& name, int status, const std::string& said) {
  std::string message = WIFSIGNALED(status)
                            ? absl::StrCat(name, " was ended by signal ", WTERMSIG(status))
                            : absl::StrCat(name, " exited with ", WEXITSTATUS(status));
  if (!said.empty()) absl::StrAppend(&message, ": ", FirstLine(said));
  return absl::InternalError(message);
}

}  // namespace

CommandContender::CommandContender(::peers::v1::CommandSequence commands, std::string stdin_path)
    : commands_(std::move(commands)),
      stdin_path_(stdin_path.empty() ? kNowhere : std::move(stdin_path)) {}

absl::Status CommandContender::Run(int slot) { return RunSteps(slot, nullptr); }

absl::Status CommandContender::Check(const std::string& expected_output) {
  std::string output;
  ASSAY_RETURN_IF_ERROR(RunSteps(0, &output));
  return CompareOutput(output, expected_output);
}

absl::Status CommandContender::RunSteps(int slot, std::string* output) {
  const int64_t run = next_run_.fetch_add(1);
  for (const ::peers::v1::Command& step : commands_.steps()) {
    ASSAY_RETURN_IF_ERROR(RunStep(step, slot, run, output));
  }
  return absl::OkStatus();
}

absl::Status CommandContender::RunStep(const ::peers::v1::Command& step, int slot, int64_t run,
                                       std::string* output) const {
  FileActions actions;
  actions.Open(STDIN_FILENO, step.runs_program() ? stdin_path_ : kNowhere, O_RDONLY);
  UniqueFd out;
  UniqueFd err;
  if (output == nullptr) {
    actions.Open(STDOUT_FILENO, kNowhere, O_WRONLY);
    actions.Duplicate(STDOUT_FILENO, STDERR_FILENO);
  } else {
    ASSAY_ASSIGN_OR_RETURN(out, MakeCapture());
    ASSAY_ASSIGN_OR_RETURN(err, MakeCapture());
    actions.Duplicate(out.get(), STDOUT_FILENO);
    actions.Duplicate(err.get(), STDERR_FILENO);
  }
  if (!step.inherited_path().empty()) {
    actions.Open(step.inherited_fd(), step.inherited_path(), O_RDONLY);
  }
  std::vector<std::string> argv;
  argv.reserve(step.argv_size());
  for (const std::string& argument : step.argv()) {
    argv.push_back(absl::StrReplaceAll(
        argument, {{"{slot}", absl::StrCat(slot)}, {"{run}", absl::StrCat(run)}}));
  }
  ASSAY_ASSIGN_OR_RETURN(const int status, SpawnAndWait(argv, actions));
  std::string said;
  if (output != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(said, ReadCapture(err));
    if (step.runs_program()) {
      ASSAY_ASSIGN_OR_RETURN(*output, ReadCapture(out));
    }
  }
  if (status != 0) return DescribeFailure(argv[0], status, said);
  return absl::OkStatus();
}

}  // namespace assay::bench
