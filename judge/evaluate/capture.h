#ifndef ASSAY_JUDGE_EVALUATE_CAPTURE_H_
#define ASSAY_JUDGE_EVALUATE_CAPTURE_H_

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "judge/base/printable.h"

namespace assay::judge {

inline constexpr size_t kReportedOutputBytes = 64 << 10;

// Keeps the first bytes of an output stream. Thread-compatible.
class Capture {
 public:
  explicit Capture(size_t limit_bytes = kReportedOutputBytes) : limit_bytes_(limit_bytes) {}

  void Append(absl::string_view data) {
    const absl::string_view kept = data.substr(0, limit_bytes_ - data_.size());
    data_.append(kept.data(), kept.size());
    truncated_ = truncated_ || kept.size() < data.size();
  }

  const std::string& data() const { return data_; }
  bool truncated() const { return truncated_; }
  // The kept bytes as MakePrintable() has them, without half a character at a cut.
  std::string Printable() const {
    // One byte less cuts inside of a character only; Truncate() then drops the rest of it.
    return MakePrintable(truncated_ ? Truncate(data_, std::max<size_t>(data_.size(), 1) - 1)
                                    : absl::string_view(data_));
  }

 private:
  const size_t limit_bytes_;
  std::string data_;
  bool truncated_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CAPTURE_H_
