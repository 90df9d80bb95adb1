#ifndef ASSAY_SANDBOX_BASE_UNIQUE_FD_H_
#define ASSAY_SANDBOX_BASE_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace assay {

// Owns a file descriptor and closes it. Move-only; empty when default-constructed or moved from.
class UniqueFd {
 public:
  UniqueFd() = default;
  // Takes ownership of `fd`; a negative one makes an empty object.
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
      Reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~UniqueFd() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  // Gives up ownership.
  int Release() { return std::exchange(fd_, -1); }
  // Closes now. An error of close(2) is not reported: on Linux the descriptor is gone either way.
  void Reset() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace assay

#endif  // ASSAY_SANDBOX_BASE_UNIQUE_FD_H_
