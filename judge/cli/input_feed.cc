#include "judge/cli/input_feed.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "judge/base/named_file.h"
#include "judge/base/printable.h"
#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

// Waits for `events` on `fd` or for `stop_fd`; false for the latter.
bool WaitFor(int fd, short events, int stop_fd) {
  pollfd polled[] = {{fd, events, 0}, {stop_fd, POLLIN, 0}};
  while (poll(polled, 2, -1) < 0) {
    if (errno != EINTR) return false;
  }
  return polled[1].revents == 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<InputFeed>> InputFeed::FromFile(const std::string& path) {
  const std::string name = absl::StrCat("input ", MakePrintableLine(path));
  struct stat info;
  ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, OpenNamedFile(path, name, &info));
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " is not a regular file; give it on standard input instead"));
  }
  std::unique_ptr<InputFeed> feed(new InputFeed());
  feed->program_end_ = std::move(fd);
  return feed;
}

absl::StatusOr<std::unique_ptr<InputFeed>> InputFeed::FromDescriptor(int fd) {
  std::unique_ptr<InputFeed> feed(new InputFeed());
  struct stat info;
  if (fstat(fd, &info) != 0) return feed;
  if (S_ISREG(info.st_mode)) {
    // Opened anew, for reading alone, and with a position of its own.
    const std::string path = absl::StrCat("/proc/self/fd/", fd);
    ASSAY_ASSIGN_OR_RETURN(feed->program_end_, OpenFile(path, O_RDONLY));
    const off_t position = lseek(fd, 0, SEEK_CUR);
    if (position < 0 || lseek(feed->program_end_.get(), position, SEEK_SET) < 0) {
      return ErrnoStatus(errno, "seek standard input");
    }
    return feed;
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "pipe");
  feed->program_end_ = UniqueFd(ends[0]);
  feed->pipe_end_ = UniqueFd(ends[1]);
  // Of this end only: the program's end is another open file description and blocks.
  if (fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0) return ErrnoStatus(errno, "fcntl");
  feed->stop_ = UniqueFd(eventfd(0, EFD_CLOEXEC));
  if (!feed->stop_.valid()) return ErrnoStatus(errno, "eventfd");
  ASSAY_ASSIGN_OR_RETURN(feed->thread_, StartThread([raw = feed.get(), fd] { raw->Pump(fd); }));
  return feed;
}

InputFeed::~InputFeed() {
  if (!thread_.joinable()) return;
  const uint64_t one = 1;
  // Cannot fail: the counter is at zero.
  [[maybe_unused]] const ssize_t written = write(stop_.get(), &one, sizeof one);
  thread_.join();
}

void InputFeed::Pump(int source_fd) {
  char buffer[65536];
  while (WaitFor(source_fd, POLLIN, stop_.get())) {
    const ssize_t count = read(source_fd, buffer, sizeof buffer);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) break;
    for (ssize_t done = 0; done < count;) {
      if (!WaitFor(pipe_end_.get(), POLLOUT, stop_.get())) return;
      const ssize_t written = write(pipe_end_.get(), buffer + done, count - done);
      if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (written < 0) return;  // The program reads no more.
      done += written;
    }
  }
  pipe_end_.Reset();
}

}  // namespace assay::judge
