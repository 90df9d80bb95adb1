#include "judge/interact/channel.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kBufferBytes = 65536;

struct Pipe {
  UniqueFd reader;
  UniqueFd writer;
  ino_t inode = 0;
};

absl::StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "pipe for a conversation");
  Pipe pipe = {UniqueFd(ends[0]), UniqueFd(ends[1])};
  struct stat status;
  if (fstat(ends[0], &status) != 0) return ErrnoStatus(errno, "fstat");
  pipe.inode = status.st_ino;
  return pipe;
}

// Of this end only: the other is another open file description, and blocks.
absl::Status DoNotBlock(const UniqueFd& fd) {
  return fcntl(fd.get(), F_SETFL, O_NONBLOCK) == 0 ? absl::OkStatus() : ErrnoStatus(errno, "fcntl");
}

// Bytes in the pipe that `fd` is an end of.
int64_t BytesIn(int fd) {
  int count = 0;
  return ioctl(fd, FIONREAD, &count) == 0 ? count : 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Channel>> Channel::Create(int64_t budget_bytes, Observer observer,
                                                         Ends* ends) {
  std::unique_ptr<Channel> channel(new Channel(budget_bytes, std::move(observer)));
  ASSAY_ASSIGN_OR_RETURN(Pipe spoken, MakePipe());
  ASSAY_ASSIGN_OR_RETURN(Pipe heard, MakePipe());
  channel->speaker_pipe_ = spoken.inode;
  channel->listener_pipe_ = heard.inode;
  channel->source_ = std::move(spoken.reader);
  channel->sink_ = std::move(heard.writer);
  ASSAY_RETURN_IF_ERROR(DoNotBlock(channel->source_));
  ASSAY_RETURN_IF_ERROR(DoNotBlock(channel->sink_));
  channel->buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
  ends->speaker = std::move(spoken.writer);
  ends->listener = std::move(heard.reader);
  return channel;
}

pollfd Channel::Interest() const {
  // Until it is decided what becomes of that which nobody hears, nothing more is read.
  if (deaf_ && !discards_) return {-1, 0, 0};
  if (pending_ > 0) return {sink_.get(), POLLOUT, 0};
  return {ended_ ? -1 : source_.get(), POLLIN, 0};
}

absl::StatusOr<bool> Channel::Flush() {
  if (discards_) pending_ = 0;
  while (pending_ > 0) {
    if (deaf_) return false;
    const ssize_t count = write(sink_.get(), buffer_.get() + begin_, pending_);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return false;
    if (count < 0 && errno == EPIPE) {
      deaf_ = true;
      return false;
    }
    if (count < 0) return ErrnoStatus(errno, "write to a run's input");
    begin_ += count;
    pending_ -= count;
  }
  return true;
}

absl::StatusOr<bool> Channel::Read() {
  ssize_t count;
  do {
    count = read(source_.get(), buffer_.get(), kBufferBytes);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && errno != EAGAIN) return ErrnoStatus(errno, "read a run's output");
  if (count == 0 || (count < 0 && speaker_gone_)) {
    ended_ = true;
    source_.Reset();
  }
  if (count <= 0) return false;
  const int64_t wanted = std::min<int64_t>(count, budget_bytes_ - bytes_);
  over_budget_ |= wanted < count;
  bytes_ += wanted;
  begin_ = 0;
  pending_ = wanted;
  if (wanted > 0 && observer_ && !discards_) {
    observer_(absl::string_view(buffer_.get(), wanted));
  }
  return true;
}

absl::Status Channel::Pump() {
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool flushed, Flush());
    if (!flushed || ended_) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(const bool came, Read());
    if (!came) return absl::OkStatus();
    // One piece at a time, but for what is left in the end: nothing may wake us for that.
    if (!speaker_gone_) return Flush().status();
  }
}

absl::Status Channel::SpeakerIsGone() {
  speaker_gone_ = true;
  return Pump();
}

absl::Status Channel::Discard() {
  discards_ = true;
  sink_.Reset();
  return Pump();
}

bool Channel::all_read() const {
  if (pending_ > 0) return false;
  if (source_.valid() && BytesIn(source_.get()) > 0) return false;
  return !sink_.valid() || BytesIn(sink_.get()) == 0;
}

}  // namespace assay::judge
