#ifndef ASSAY_JUDGE_INTERACT_TRANSCRIPT_H_
#define ASSAY_JUDGE_INTERACT_TRANSCRIPT_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/judge/v1/judgement.pb.h"

namespace assay::judge {

// What a program and an interactor said to each other, in the order in which it was passed on: the
// first 32 KiB and the last 32 KiB, with 32 bytes for each piece. Not thread-safe.
class Transcript {
 public:
  static constexpr size_t kHeadBytes = 32 << 10;
  static constexpr size_t kTailBytes = 32 << 10;
  static constexpr size_t kPieceBytes = 32;

  // `time`: since the conversation began. What one side says without the other coming in between is
  // one piece, of the time of its beginning.
  void Add(bool from_program, absl::Duration time, absl::string_view text);

  // With control characters made visible.
  ::judge::v1::Transcript ToProto() const;

 private:
  struct Piece {
    bool from_program = false;
    absl::Duration time;
    std::string text;
  };

  void AddToTail(bool from_program, absl::Duration time, absl::string_view text);

  std::deque<Piece> head_;
  std::deque<Piece> tail_;
  size_t head_bytes_ = 0;
  size_t tail_bytes_ = 0;
  bool head_full_ = false;
  int64_t omitted_bytes_ = 0;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_INTERACT_TRANSCRIPT_H_
