#ifndef ASSAY_JUDGE_VALIDATE_BLOCK_READER_H_
#define ASSAY_JUDGE_VALIDATE_BLOCK_READER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Reads a descriptor from its present position to the end in blocks. Constant memory.
// Thread-compatible.
class BlockReader {
 public:
  // `name` is for errors.
  BlockReader(UniqueFd fd, std::string name);

  // What was read and not yet taken; may be empty before the end.
  absl::string_view buffered() const { return {block_.get() + begin_, end_ - begin_}; }

  // As buffered(), after reading when there is nothing. Empty at the end and after an error.
  absl::string_view Peek();

  // Takes `count` bytes of buffered().
  void Advance(size_t count) { begin_ += count; }

  // The first error of read(2), with the name.
  const absl::Status& status() const { return status_; }

 private:
  UniqueFd fd_;
  std::string name_;
  // Not initialised: a short file then touches a page or two only.
  std::unique_ptr<char[]> block_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool at_end_ = false;
  absl::Status status_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VALIDATE_BLOCK_READER_H_
