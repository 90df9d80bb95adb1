#include "judge/validate/default_validator.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "judge/validate/decimal_number.h"
#include "sandbox/base/status.h"

namespace assay::judge {
namespace {

bool IsSpace(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }

char Fold(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }

// How many bytes are equal at the beginning. Eight at a time: this is where an accepted output
// spends its time.
size_t CommonPrefixLength(absl::string_view a, absl::string_view b) {
  static_assert(std::endian::native == std::endian::little);
  const size_t size = std::min(a.size(), b.size());
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= size; i += sizeof(uint64_t)) {
    uint64_t x, y;
    std::memcpy(&x, a.data() + i, sizeof x);
    std::memcpy(&y, b.data() + i, sizeof y);
    if (x != y) return i + std::countr_zero(x ^ y) / 8;
  }
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

// The length of the run of white space, or of other bytes, at the beginning.
size_t RunLength(absl::string_view text, bool is_space) {
  return std::find_if(text.begin(), text.end(), [&](char c) { return IsSpace(c) != is_space; }) -
         text.begin();
}

// Appends as much as `limit` allows.
void AppendUpTo(std::string& text, absl::string_view more, size_t limit) {
  const absl::string_view part = more.substr(0, limit - std::min(limit, text.size()));
  text.append(part.data(), part.size());
}

bool WithinTolerance(const ValidatorFlags& flags, double expected, double found) {
  // An infinity stands for all that is out of range: nothing is known to be near it.
  if (!std::isfinite(expected) || !std::isfinite(found)) return false;
  const double error = std::fabs(found - expected);
  return error <= flags.float_absolute_tolerance.value_or(-1) ||
         error <= flags.float_relative_tolerance.value_or(-1) * std::fabs(expected);
}

}  // namespace

DefaultValidator::DefaultValidator(const ValidatorFlags& flags, UniqueFd answer,
                                   std::string answer_name)
    : flags_(flags),
      kept_bytes_(flags.compares_numbers() ? kMaxNumberBytes : kMaxExcerptBytes),
      answer_(std::move(answer), std::move(answer_name)) {}

void DefaultValidator::Feed(absl::string_view piece) {
  while (!piece.empty() && state_ != State::kDone) {
    switch (state_) {
      case State::kBetween:
        TakeEqualBytes(piece);
        StepBetween(piece);
        break;
      case State::kToken:
        TakeEqualBytes(piece);
        StepToken(piece);
        break;
      case State::kNumber:
        StepNumber(piece);
        break;
      case State::kExcerpt:
        StepExcerpt(piece);
        break;
      case State::kDone:
        break;
    }
    if (!answer_.status().ok()) state_ = State::kDone;
  }
}

absl::StatusOr<ValidationResult> DefaultValidator::Finish() {
  if (state_ == State::kToken) {
    const absl::string_view next = answer_.Peek();
    if (next.empty() || IsSpace(next.front())) {
      state_ = State::kBetween;
    } else {
      HandleUnequalText();
    }
  }
  if (state_ == State::kNumber) CompareNumbers();
  if (state_ == State::kBetween) {
    absl::string_view next = answer_.Peek();
    while (!flags_.space_change_sensitive && !next.empty() && IsSpace(next.front())) {
      answer_.Advance(RunLength(next, /*is_space=*/true));
      next = answer_.Peek();
    }
    if (!next.empty()) DifferHere(kShortReason, IsSpace(next.front()), /*found_is_space=*/false);
  }
  ASSAY_RETURN_IF_ERROR(answer_.status());
  if (!difference_.has_value()) return ValidationResult{.accepted = true};
  difference_->expected = expected_;
  difference_->found = found_;
  return ValidationResult{.accepted = false, .difference = std::move(difference_)};
}

void DefaultValidator::TakeEqualBytes(absl::string_view& piece) {
  const size_t count = CommonPrefixLength(piece, answer_.buffered());
  if (count == 0) return;
  const absl::string_view equal = piece.substr(0, count);
  const size_t tail_bytes =
      std::find_if(equal.rbegin(), equal.rend(), [](char c) { return IsSpace(c); }) -
      equal.rbegin();
  MoveOver(equal.substr(0, count - tail_bytes));
  if (tail_bytes < count) state_ = State::kBetween;
  if (tail_bytes > 0) {
    const absl::string_view tail = equal.substr(count - tail_bytes);
    if (state_ == State::kBetween) StartToken();
    AppendToToken(tail, tail);
  }
  answer_.Advance(count);
  piece.remove_prefix(count);
}

void DefaultValidator::StepBetween(absl::string_view& piece) {
  if (state_ != State::kBetween || piece.empty()) return;
  const absl::string_view next = answer_.Peek();
  const bool found_is_space = IsSpace(piece.front());
  if (!next.empty() && next.front() == piece.front()) return;
  if (flags_.space_change_sensitive &&
      (found_is_space || (!next.empty() && IsSpace(next.front())))) {
    DifferHere(next.empty() ? kLongReason : kSpaceReason, !next.empty() && IsSpace(next.front()),
               found_is_space);
  } else if (found_is_space) {
    const size_t count = RunLength(piece, /*is_space=*/true);
    MoveOver(piece.substr(0, count));
    piece.remove_prefix(count);
  } else if (next.empty()) {
    DifferHere(kLongReason, /*expected_is_space=*/false, /*found_is_space=*/false);
  } else if (IsSpace(next.front())) {
    answer_.Advance(RunLength(next, /*is_space=*/true));
  } else {
    StartToken();
  }
}

void DefaultValidator::StepToken(absl::string_view& piece) {
  if (state_ != State::kToken || piece.empty()) return;
  const absl::string_view next = answer_.Peek();
  if (!next.empty() && next.front() == piece.front()) return;
  const bool expected_ends = next.empty() || IsSpace(next.front());
  const bool found_ends = IsSpace(piece.front());
  if (expected_ends && found_ends) {
    state_ = State::kBetween;
  } else if (!expected_ends && !found_ends && !flags_.case_sensitive &&
             Fold(next.front()) == Fold(piece.front())) {
    AppendToToken(next.substr(0, 1), piece.substr(0, 1));
    answer_.Advance(1);
    piece.remove_prefix(1);
  } else {
    HandleUnequalText();
  }
}

void DefaultValidator::StepNumber(absl::string_view& piece) {
  const absl::string_view part =
      piece.substr(0, std::min(RunLength(piece, /*is_space=*/false),
                               kMaxNumberBytes + 1 - std::min(found_.size(), kMaxNumberBytes + 1)));
  found_.append(part.data(), part.size());
  MoveOver(part);
  piece.remove_prefix(part.size());
  if (found_.size() > kMaxNumberBytes) {
    Differ(kTokenReason, token_bytes_);
  } else if (!piece.empty()) {
    CompareNumbers();
  }
}

void DefaultValidator::StepExcerpt(absl::string_view& piece) {
  const absl::string_view run = piece.substr(0, RunLength(piece, found_is_space_));
  AppendUpTo(found_, run, kMaxExcerptBytes);
  if (found_.size() == kMaxExcerptBytes || run.size() < piece.size()) state_ = State::kDone;
  piece.remove_prefix(run.size());
}

void DefaultValidator::MoveOver(absl::string_view bytes) {
  const size_t newline = bytes.rfind('\n');
  if (newline == absl::string_view::npos) {
    column_ += bytes.size();
    return;
  }
  line_ += std::count(bytes.begin(), bytes.end(), '\n');
  column_ = bytes.size() - newline;
}

void DefaultValidator::StartToken() {
  state_ = State::kToken;
  token_column_ = column_;
  token_bytes_ = 0;
  expected_.clear();
  found_.clear();
}

void DefaultValidator::AppendToToken(absl::string_view expected, absl::string_view found) {
  AppendUpTo(expected_, expected, kept_bytes_);
  AppendUpTo(found_, found, kept_bytes_);
  token_bytes_ += found.size();
  column_ += found.size();
}

void DefaultValidator::HandleUnequalText() {
  if (flags_.compares_numbers() && token_bytes_ <= kMaxNumberBytes) {
    ReadExpected(kMaxNumberBytes + 1, /*is_space=*/false);
    if (expected_.size() <= kMaxNumberBytes && ParseDecimalNumber(expected_).has_value()) {
      state_ = State::kNumber;
      return;
    }
  }
  Differ(kTokenReason, token_bytes_);
}

void DefaultValidator::CompareNumbers() {
  const std::optional<double> expected = ParseDecimalNumber(expected_);
  const std::optional<double> found = ParseDecimalNumber(found_);
  if (!expected.has_value() || !found.has_value()) {
    Differ(kTokenReason, token_bytes_);
  } else if (!WithinTolerance(flags_, *expected, *found)) {
    Differ(kNumberReason, /*offset=*/0);
  } else {
    state_ = State::kBetween;
  }
}

void DefaultValidator::Differ(const char* reason, size_t offset) {
  const size_t skipped = offset < kMaxExcerptBytes ? 0 : offset;
  difference_ = Difference{
      .line = line_, .column = token_column_ + static_cast<int64_t>(skipped), .reason = reason};
  for (std::string* text : {&expected_, &found_}) {
    text->erase(0, skipped);
    text->resize(std::min(text->size(), kMaxExcerptBytes));
  }
  ReadExpected(kMaxExcerptBytes, /*is_space=*/false);
  state_ = State::kExcerpt;
}

void DefaultValidator::DifferHere(const char* reason, bool expected_is_space, bool found_is_space) {
  StartToken();
  difference_ =
      Difference{.line = line_, .column = column_, .expected = "", .found = "", .reason = reason};
  ReadExpected(kMaxExcerptBytes, expected_is_space);
  found_is_space_ = found_is_space;
  state_ = State::kExcerpt;
}

void DefaultValidator::ReadExpected(size_t limit, bool is_space) {
  while (expected_.size() < limit) {
    const absl::string_view next = answer_.Peek();
    const absl::string_view run =
        next.substr(0, std::min(RunLength(next, is_space), limit - expected_.size()));
    if (run.empty()) return;
    expected_.append(run.data(), run.size());
    answer_.Advance(run.size());
  }
}

}  // namespace assay::judge
