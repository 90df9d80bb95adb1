#include "judge/validate/block_reader.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

constexpr size_t kBlockBytes = 64 * 1024;

}  // namespace

BlockReader::BlockReader(UniqueFd fd, std::string name)
    : fd_(std::move(fd)), name_(std::move(name)), block_(new char[kBlockBytes]) {}

absl::string_view BlockReader::Peek() {
  while (begin_ == end_ && !at_end_) {
    const ssize_t count = read(fd_.get(), block_.get(), kBlockBytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) status_ = ErrnoStatus(errno, absl::StrCat("read ", name_));
    at_end_ = count <= 0;
    begin_ = 0;
    end_ = count > 0 ? count : 0;
  }
  return buffered();
}

}  // namespace assay::judge
