#ifndef ASSAY_JUDGE_BATCH_LINE_READER_H_
#define ASSAY_JUDGE_BATCH_LINE_READER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "judge/evaluate/cancellation.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// Reads a file line by line in bounded memory. For one thread at a time.
class LineReader {
 public:
  struct Line {
    // From 1.
    int64_t number = 0;
    // Without its end, "\n" or "\r\n".
    std::string text;
    // The line was longer than the bound: `text` is its beginning.
    bool too_long = false;
    // The file ended before the line did.
    bool torn = false;
    // Where the next line begins.
    int64_t end_offset = 0;
  };

  // `name` is for errors. Lines beyond `limit_bytes` are cut. Waiting for a pipe ends with ABORTED
  // soon after `cancellation`, which outlives the object and may be null.
  LineReader(UniqueFd fd, std::string name, int64_t limit_bytes,
             const Cancellation* cancellation = nullptr);

  // The next line; absent at the end of the file.
  absl::StatusOr<std::optional<Line>> Next();

 private:
  // Whether there is more.
  absl::StatusOr<bool> Fill();
  absl::Status WaitForData() const;

  const UniqueFd fd_;
  const std::string name_;
  const size_t limit_bytes_;
  const Cancellation* const cancellation_;
  std::string buffer_;
  size_t position_ = 0;
  int64_t number_ = 0;
  int64_t offset_ = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BATCH_LINE_READER_H_
