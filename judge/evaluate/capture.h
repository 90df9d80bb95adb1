#ifndef ASSAY_JUDGE_EVALUATE_CAPTURE_H_
#define ASSAY_JUDGE_EVALUATE_CAPTURE_H_

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "judge/base/printable.h"

namespace assay::judge {

inline constexpr size_t kReportedOutputBytes = 64 << 10;

// Keeps the first bytes of an output stream. Thread-compatible.
class Capture {
 public:
  explicit Capture(size_t limit_bytes = kReportedOutputBytes) : limit_bytes_(limit_bytes) {}

  void Append(absl::string_view data) {
    if (truncated_ || data.empty()) return;
    const size_t room = limit_bytes_ - data_.size();
    truncated_ = data.size() > room;
    if (!truncated_) {
      data_.append(data.data(), data.size());
      return;
    }
    data_.append(data.data(), room);
    // Not half a character at the end.
    data_.resize(Truncate(absl::StrCat(data_, "."), data_.size()).size());
  }

  const std::string& data() const { return data_; }
  bool truncated() const { return truncated_; }
  // The kept bytes as MakePrintable() has them.
  std::string Printable() const { return MakePrintable(data_); }

 private:
  const size_t limit_bytes_;
  std::string data_;
  bool truncated_ = false;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_EVALUATE_CAPTURE_H_
