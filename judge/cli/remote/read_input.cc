#include "judge/cli/remote/read_input.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kPieceBytes = 256 << 10;

}  // namespace

absl::StatusOr<std::string> ReadPiece(int fd, int stop_fd, size_t most_bytes) {
  std::string piece(most_bytes, '\0');
  while (true) {
    pollfd polled[] = {{fd, POLLIN, 0}, {stop_fd, POLLIN, 0}};
    if (poll(polled, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return ErrnoStatus(errno, "wait for input");
    }
    if (polled[1].revents != 0) return std::string();
    const ssize_t count = read(fd, piece.data(), piece.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return ErrnoStatus(errno, "read input");
    piece.resize(static_cast<size_t>(count));
    return piece;
  }
}

absl::StatusOr<std::string> ReadInput(int fd, int stop_fd, int64_t most_bytes) {
  std::string input;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::string piece, ReadPiece(fd, stop_fd, kPieceBytes));
    if (piece.empty()) return input;
    input += piece;
    if (static_cast<int64_t>(input.size()) > most_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("the input has more than the ", most_bytes,
                       " bytes that one message to this server may have"));
    }
  }
}

}  // namespace assay::judge
