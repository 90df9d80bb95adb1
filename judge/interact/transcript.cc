#include "judge/interact/transcript.h"

#include <algorithm>
#include <utility>

#include "judge/base/duration_proto.h"
#include "judge/base/printable.h"

namespace assay::judge {

void Transcript::Add(bool from_program, absl::Duration time, absl::string_view text) {
  if (!head_full_) {
    const bool goes_on = !head_.empty() && head_.back().from_program == from_program;
    const size_t cost = goes_on ? 0 : kPieceBytes;
    const size_t room = kHeadBytes - head_bytes_;
    if (room > cost) {
      const absl::string_view kept = text.substr(0, room - cost);
      if (!goes_on) head_.push_back({from_program, time, {}});
      head_.back().text.append(kept.data(), kept.size());
      head_bytes_ += cost + kept.size();
      text.remove_prefix(kept.size());
    }
    head_full_ = !text.empty();
  }
  if (!text.empty()) AddToTail(from_program, time, text);
}

void Transcript::AddToTail(bool from_program, absl::Duration time, absl::string_view text) {
  if (tail_.empty() || tail_.back().from_program != from_program) {
    tail_.push_back({from_program, time, {}});
    tail_bytes_ += kPieceBytes;
  }
  tail_.back().text.append(text.data(), text.size());
  tail_bytes_ += text.size();
  while (tail_bytes_ > kTailBytes) {
    Piece& oldest = tail_.front();
    const size_t excess = tail_bytes_ - kTailBytes;
    if (tail_.size() == 1 || oldest.text.size() > excess) {
      const size_t cut = std::min(excess, oldest.text.size());
      oldest.text.erase(0, cut);
      omitted_bytes_ += static_cast<int64_t>(cut);
      tail_bytes_ -= cut;
      return;
    }
    omitted_bytes_ += static_cast<int64_t>(oldest.text.size());
    tail_bytes_ -= kPieceBytes + oldest.text.size();
    tail_.pop_front();
  }
}

::judge::v1::Transcript Transcript::ToProto() const {
  ::judge::v1::Transcript proto;
  const auto add = [&proto](const Piece& piece) {
    ::judge::v1::TranscriptPiece* added = proto.add_pieces();
    added->set_from_program(piece.from_program);
    *added->mutable_time() = ToDurationProto(piece.time);
    added->set_text(MakePrintable(piece.text));
  };
  for (const Piece& piece : head_) add(piece);
  if (omitted_bytes_ > 0) {
    proto.set_omitted_bytes(omitted_bytes_);
    proto.set_omitted_before(proto.pieces_size());
  }
  for (const Piece& piece : tail_) add(piece);
  return proto;
}

}  // namespace assay::judge
