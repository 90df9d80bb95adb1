#include "judge/cli/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <utility>

#include "sandbox/base/file.h"
#include "sandbox/base/status.h"
#include "sandbox/base/thread.h"

namespace assay::judge {
namespace {

// What is typed ahead and nobody reads is kept up to here.
constexpr size_t kMostTypedBytes = 65536;

void CopySize(int from, int to) {
  winsize size = {};
  if (ioctl(from, TIOCGWINSZ, &size) == 0) ioctl(to, TIOCSWINSZ, &size);
}

}  // namespace

// Its thread reads and writes both terminals.
class TerminalLoan::Pump {
 public:
  Pump(UniqueFd master, UniqueFd stop, UniqueFd resized)
      : master_(std::move(master)), stop_(std::move(stop)), resized_(std::move(resized)) {}
  ~Pump() { Stop(); }

  absl::Status Start() {
    ASSAY_ASSIGN_OR_RETURN(thread_, StartThread([this] { Run(); }));
    return absl::OkStatus();
  }

  void Stop() {
    if (!thread_.joinable()) return;
    eventfd_write(stop_.get(), 1);
    thread_.join();
  }

  int master() const { return master_.get(); }

 private:
  void Run() {
    bool is_stopping = false;
    bool has_input = true;
    while (true) {
      const bool has_room = typed_.size() < kMostTypedBytes;
      pollfd descriptors[] = {
          {master_.get(), static_cast<short>(POLLIN | (typed_.empty() ? 0 : POLLOUT)), 0},
          {has_input && has_room ? STDIN_FILENO : -1, POLLIN, 0},
          {resized_.get(), POLLIN, 0},
          {is_stopping ? -1 : stop_.get(), POLLIN, 0}};
      // After the program's end, what it has written before is there at once.
      const int ready = poll(descriptors, 4, is_stopping ? 0 : -1);
      if (ready < 0 && errno != EINTR) return;
      if (ready == 0) return;
      if (descriptors[3].revents != 0) {
        is_stopping = true;
        // Nobody is left to read it.
        has_input = false;
        typed_.clear();
        continue;
      }
      if (descriptors[2].revents != 0) Resize();
      if (descriptors[1].revents != 0) has_input = Type();
      if ((descriptors[0].revents & POLLOUT) != 0) PassTyped();
      if ((descriptors[0].revents & POLLIN) != 0) {
        if (!Show()) return;
      } else if ((descriptors[0].revents & (POLLHUP | POLLERR)) != 0) {
        // Nobody has the program's end any more: wait for the word that it is over.
        if (is_stopping) return;
        pollfd stop = {stop_.get(), POLLIN, 0};
        poll(&stop, 1, -1);
        is_stopping = true;
      }
    }
  }

  void Resize() {
    signalfd_siginfo ignored;
    while (read(resized_.get(), &ignored, sizeof ignored) > 0) {
    }
    CopySize(STDIN_FILENO, master_.get());
  }

  bool Type() {
    std::array<char, 4096> buffer;
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count > 0) typed_.append(buffer.data(), count);
    return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
  }

  void PassTyped() {
    const ssize_t count = write(master_.get(), typed_.data(), typed_.size());
    if (count > 0) typed_.erase(0, count);
  }

  bool Show() {
    std::array<char, 4096> buffer;
    const ssize_t count = read(master_.get(), buffer.data(), buffer.size());
    if (count < 0) return errno == EINTR || errno == EAGAIN || errno == EIO;
    return WriteDescriptor(STDOUT_FILENO, {buffer.data(), static_cast<size_t>(count)},
                           "the terminal")
        .ok();
  }

  const UniqueFd master_;
  const UniqueFd stop_;
  const UniqueFd resized_;
  std::string typed_;
  std::thread thread_;
};

absl::StatusOr<std::unique_ptr<TerminalLoan>> TerminalLoan::Create() {
  std::unique_ptr<TerminalLoan> loan(new TerminalLoan());
  if (isatty(STDOUT_FILENO) != 1 || tcgetattr(STDIN_FILENO, &loan->modes_) != 0) {
    return absl::FailedPreconditionError(
        "an interactive shell needs a terminal on standard input and output; use sandbox_cli run "
        "otherwise");
  }
  sigset_t resized;
  sigemptyset(&resized);
  sigaddset(&resized, SIGWINCH);
  if (pthread_sigmask(SIG_BLOCK, &resized, nullptr) != 0) {
    return ErrnoStatus(errno, "block SIGWINCH");
  }
  UniqueFd resized_fd(signalfd(-1, &resized, SFD_CLOEXEC | SFD_NONBLOCK));
  UniqueFd stop(eventfd(0, EFD_CLOEXEC));
  UniqueFd master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!resized_fd.valid() || !stop.valid() || !master.valid() || grantpt(master.get()) != 0 ||
      unlockpt(master.get()) != 0 || fcntl(master.get(), F_SETFL, O_NONBLOCK) != 0) {
    return ErrnoStatus(errno, "make a pseudo-terminal");
  }
  loan->program_end_ = UniqueFd(ioctl(master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!loan->program_end_.valid()) return ErrnoStatus(errno, "open a pseudo-terminal");
  // As ours is now, for the shell to begin with.
  if (tcsetattr(loan->program_end_.get(), TCSANOW, &loan->modes_) != 0) {
    return ErrnoStatus(errno, "set a pseudo-terminal's modes");
  }
  CopySize(STDIN_FILENO, master.get());
  loan->pump_ = std::make_unique<Pump>(std::move(master), std::move(stop), std::move(resized_fd));
  return loan;
}

absl::StatusOr<UniqueFd> TerminalLoan::ProgramEnd() const {
  UniqueFd copy(fcntl(program_end_.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy.valid()) return ErrnoStatus(errno, "copy a terminal's descriptor");
  return copy;
}

absl::Status TerminalLoan::Start() {
  termios raw = modes_;
  cfmakeraw(&raw);
  if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0) {
    return ErrnoStatus(errno, "set the terminal's modes");
  }
  is_raw_ = true;
  return pump_->Start();
}

void TerminalLoan::Finish() {
  if (pump_ != nullptr) pump_->Stop();
  if (is_raw_) tcsetattr(STDIN_FILENO, TCSADRAIN, &modes_);
  is_raw_ = false;
}

TerminalLoan::~TerminalLoan() { Finish(); }

}  // namespace assay::judge
