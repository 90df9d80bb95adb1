#include "judge/cli/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <utility>

#include "judge/cli/exit_code.h"
#include "sandbox/base/status.h"

namespace assay::judge {

absl::StatusOr<std::unique_ptr<StandardStreams>> StandardStreams::Create(
    std::function<void()> on_error) {
  std::unique_ptr<StandardStreams> streams(new StandardStreams());
  ASSAY_ASSIGN_OR_RETURN(streams->out_, OutputWriter::Create(STDOUT_FILENO, on_error));
  ASSAY_ASSIGN_OR_RETURN(streams->err_, OutputWriter::Create(STDERR_FILENO, std::move(on_error)));
  return streams;
}

sandbox::OutputSink StandardStreams::StdoutSink() {
  return [this](absl::string_view data) { out_->Append(data); };
}

sandbox::OutputSink StandardStreams::StderrSink() {
  return [this](absl::string_view data) { err_->Append(data); };
}

absl::Status StandardStreams::Finish() {
  absl::Status status = out_->Finish();
  status.Update(err_->Finish());
  return status;
}

void FillClosedStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest free number is the one that is missing. Reading from it is its end; writing fails.
    open("/dev/null", O_RDONLY);
  }
}

int FailedOutput(const absl::Status& status) {
  pollfd streams[] = {{STDOUT_FILENO, 0, 0}, {STDERR_FILENO, 0, 0}};
  poll(streams, 2, 0);
  for (const pollfd& stream : streams) {
    if ((stream.revents & POLLERR) != 0) return kExitBrokenPipe;
  }
  return Fail(kExitHost, status);
}

}  // namespace assay::judge
