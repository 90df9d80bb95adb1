#include "judge/batch/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kBlockBytes = 64 << 10;
// How often a cancellation is looked for.
constexpr int kLookMilliseconds = 100;

}  // namespace

LineReader::LineReader(UniqueFd fd, std::string name, int64_t limit_bytes,
                       const Cancellation* cancellation)
    : fd_(std::move(fd)),
      name_(std::move(name)),
      limit_bytes_(static_cast<size_t>(limit_bytes)),
      cancellation_(cancellation) {}

absl::Status LineReader::WaitForData() const {
  if (cancellation_ == nullptr) return absl::OkStatus();
  while (!cancellation_->cancelled()) {
    pollfd event = {.fd = fd_.get(), .events = POLLIN, .revents = 0};
    // Files are always ready. Errors are read()'s to tell.
    if (poll(&event, 1, kLookMilliseconds) != 0) return absl::OkStatus();
  }
  return absl::AbortedError("stopped");
}

absl::StatusOr<bool> LineReader::Fill() {
  ASSAY_RETURN_IF_ERROR(WaitForData());
  buffer_.resize(kBlockBytes);
  position_ = 0;
  ssize_t count = -1;
  do {
    count = read(fd_.get(), buffer_.data(), buffer_.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    buffer_.clear();
    return ErrnoStatus(errno, absl::StrCat("read ", name_));
  }
  buffer_.resize(static_cast<size_t>(count));
  return count > 0;
}

absl::StatusOr<std::optional<LineReader::Line>> LineReader::Next() {
  Line line;
  bool any = false;
  while (true) {
    if (position_ == buffer_.size()) {
      ASSAY_ASSIGN_OR_RETURN(const bool more, Fill());
      if (!more) {
        if (!any) return std::nullopt;
        line.torn = true;
        break;
      }
    }
    any = true;
    const size_t end = buffer_.find('\n', position_);
    const bool ends = end != std::string::npos;
    const size_t length = (ends ? end : buffer_.size()) - position_;
    const size_t room = limit_bytes_ - std::min(limit_bytes_, line.text.size());
    line.text.append(buffer_, position_, std::min(length, room));
    line.too_long = line.too_long || length > room;
    const size_t taken = ends ? length + 1 : length;
    position_ += taken;
    offset_ += static_cast<int64_t>(taken);
    if (ends) break;
  }
  if (!line.too_long && !line.torn && !line.text.empty() && line.text.back() == '\r') {
    line.text.pop_back();
  }
  line.number = ++number_;
  line.end_offset = offset_;
  return line;
}

}  // namespace assay::judge
