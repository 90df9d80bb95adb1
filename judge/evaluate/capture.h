#ifndef ASSAY_JUDGE_EVALUATE_CAPTURE_H_
#define ASSAY_JUDGE_EVALUATE_CAPTURE_H_

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/base/printable.h"

namespace assay::judge {

inline constexpr size_t kReportedOutputBytes = 64 << 10;
// Of messages that fill that, the end still says why a program ended.
inline constexpr size_t kReportedTailBytes = 4096;

// Keeps the first bytes of an output stream, and of one that is longer its last `tail_bytes` too.
// Thread-compatible.
class Capture {
 public:
  explicit Capture(size_t limit_bytes = kReportedOutputBytes, size_t tail_bytes = 0)
      : limit_bytes_(limit_bytes), tail_bytes_(tail_bytes) {}

  void Append(absl::string_view data) {
    if (!truncated_) data.remove_prefix(AppendHead(data));
    if (!truncated_) return;
    beyond_head_bytes_ += data.size();
    if (data.size() > tail_bytes_) data.remove_prefix(data.size() - tail_bytes_);
    const size_t kept = tail_.size() + data.size();
    if (kept > tail_bytes_) tail_.erase(0, kept - tail_bytes_);
    tail_.append(data.data(), data.size());
  }

  // The first bytes.
  const std::string& data() const { return data_; }
  bool truncated() const { return truncated_; }
  // The kept bytes as MakePrintable() has them; between first and last it says how many are left
  // out.
  std::string Printable() const {
    if (tail_.empty()) return MakePrintable(data_);
    return absl::StrCat(MakePrintable(data_), "\n[", beyond_head_bytes_ - tail_.size(),
                        " bytes left out]\n", MakePrintable(tail_));
  }

 private:
  // Returns how much of `data` was kept.
  size_t AppendHead(absl::string_view data) {
    const size_t room = limit_bytes_ - data_.size();
    truncated_ = data.size() > room;
    if (!truncated_) {
      data_.append(data.data(), data.size());
      return data.size();
    }
    const size_t before = data_.size();
    data_.append(data.data(), room);
    // Not half a character at the end.
    data_.resize(Truncate(absl::StrCat(data_, "."), data_.size()).size());
    return data_.size() > before ? data_.size() - before : 0;
  }

  const size_t limit_bytes_;
  const size_t tail_bytes_;
  std::string data_;
  std::string tail_;
  size_t beyond_head_bytes_ = 0;
  bool truncated_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CAPTURE_H_
