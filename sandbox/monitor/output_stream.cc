#include "sandbox/monitor/output_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "sandbox/base/status.h"

namespace assay::sandbox {

absl::StatusOr<OutputStream> OutputStream::Create(OutputTarget target) {
  OutputStream stream;
  if (UniqueFd* descriptor = std::get_if<UniqueFd>(&target)) {
    stream.writer_ = std::move(*descriptor);
    if (!stream.writer_.valid()) return absl::InvalidArgumentError("an output descriptor is empty");
    return stream;
  }
  stream.sink_ = std::get<OutputSink>(std::move(target));
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "pipe for the program's output");
  stream.reader_ = UniqueFd(ends[0]);
  stream.writer_ = UniqueFd(ends[1]);
  // Of this end only: the program's is another open file description, and blocks.
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return ErrnoStatus(errno, "fcntl");
  return stream;
}

absl::StatusOr<int64_t> OutputStream::ReadOnce(absl::Span<char> buffer, int64_t budget_bytes) {
  ssize_t count;
  do {
    count = read(reader_.get(), buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno == EAGAIN) return 0;
  if (count < 0) return ErrnoStatus(errno, "read the program's output");
  if (count == 0) reader_.Reset();
  const int64_t wanted = std::min<int64_t>(count, budget_bytes);
  if (wanted > 0 && sink_) sink_(absl::string_view(buffer.data(), wanted));
  return count;
}

}  // namespace assay::sandbox
