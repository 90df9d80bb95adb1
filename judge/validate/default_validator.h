#ifndef ASSAY_JUDGE_VALIDATE_DEFAULT_VALIDATOR_H_
#define ASSAY_JUDGE_VALIDATE_DEFAULT_VALIDATOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "judge/validate/block_reader.h"
#include "judge/validate/validator_flags.h"
#include "sandbox/base/unique_fd.h"

namespace assay::judge {

// The first place at which a program's output and the answer differ.
struct Difference {
  // Of the first byte of `found`, in the output, from 1. Columns are bytes.
  int64_t line = 1;
  int64_t column = 1;
  // The token, or the run of white space, of either side: raw bytes, at most
  // DefaultValidator::kMaxExcerptBytes of them. When the tokens begin with that many equal bytes,
  // both excerpts begin at the first differing one. Empty where that side has ended.
  std::string expected = "";
  std::string found = "";
  // One of the DefaultValidator::k...Reason texts.
  std::string reason = "";
  friend bool operator==(const Difference&, const Difference&) = default;
};

struct ValidationResult {
  bool accepted = false;
  // Present when not accepted.
  std::optional<Difference> difference = std::nullopt;
  friend bool operator==(const ValidationResult&, const ValidationResult&) = default;
};

// The default output validator of the ICPC problem package format
// (https://www.kattis.com/problem-package-format/spec/legacy#default-validator-capabilities),
// fed with a program's output while the program still runs.
//
// Both sides are runs of white space (space, \t, \n, \v, \f, \r) and tokens (everything else; NUL
// and bytes above 127 are ordinary). The output is accepted when both sides have equally many
// tokens and each equals its counterpart:
//  - as text: byte by byte; unless `case_sensitive`, ASCII letters are equal in either case;
//  - with a float tolerance also as numbers, when both are (see ParseDecimalNumber; "inf" and "nan"
//    are text): |output - answer| <= absolute tolerance, or <= relative tolerance * |answer|, in
//    double arithmetic. A number beyond a double's range equals its own text only. A token of more
//    than kMaxNumberBytes is text.
// White space is passed over, so a missing last newline or a CRLF is no difference; with
// `space_change_sensitive` each of its bytes counts instead.
//
// Memory is constant, whatever the length of output, answer and tokens. The time is linear, and
// after the first difference the rest of the output is passed over unseen. The result does not
// depend on how the output is cut into pieces. Thread-compatible.
class DefaultValidator {
 public:
  static constexpr size_t kMaxExcerptBytes = 64;
  // The longest number: any double in full, as by printf("%.1074f"), takes at most 1,386 bytes.
  static constexpr size_t kMaxNumberBytes = 4096;

  static constexpr char kTokenReason[] = "token";
  static constexpr char kNumberReason[] = "number out of tolerance";
  static constexpr char kSpaceReason[] = "white space";
  static constexpr char kShortReason[] = "output ends before the answer";
  static constexpr char kLongReason[] = "output goes on after the end of the answer";

  // Reads the answer from `answer`'s present position on; `answer_name` is for errors.
  DefaultValidator(const ValidatorFlags& flags, UniqueFd answer, std::string answer_name);

  // The next piece of the output.
  void Feed(absl::string_view piece);

  // The output has ended: call once, last. An error means that the answer could not be read: the
  // problem's fault or the host's, never the program's.
  absl::StatusOr<ValidationResult> Finish();

 private:
  enum class State {
    kBetween,  // Both sides are between tokens; neither's coming white space need be equal.
    kToken,    // Both sides are in a token, equal as text so far.
    kNumber,   // Unequal as text; the answer's token is a number, the output's is being gathered.
    kExcerpt,  // There is a difference; the rest of its excerpt is being gathered.
    kDone,     // There is a difference, or the answer could not be read.
  };

  // Each takes the handled bytes from `piece`, or changes the state.
  void TakeEqualBytes(absl::string_view& piece);
  void StepBetween(absl::string_view& piece);
  void StepToken(absl::string_view& piece);
  void StepNumber(absl::string_view& piece);
  void StepExcerpt(absl::string_view& piece);

  // The position passes over bytes of the output.
  void MoveOver(absl::string_view bytes);
  void StartToken();
  // Both sides took these bytes of their tokens, equal as text.
  void AppendToToken(absl::string_view expected, absl::string_view found);
  // The tokens differ at token_bytes_, as text.
  void HandleUnequalText();
  void CompareNumbers();
  // Settles the difference, which is `offset` bytes into the present tokens.
  void Differ(const char* reason, size_t offset);
  // As Differ, for the runs of bytes at the present positions that are or are not white space.
  void DifferHere(const char* reason, bool expected_is_space, bool found_is_space);
  // Gathers the answer's token, or white space, up to `limit` bytes.
  void ReadExpected(size_t limit, bool is_space);

  const ValidatorFlags flags_;
  // How much of a token is kept.
  const size_t kept_bytes_;
  BlockReader answer_;
  State state_ = State::kBetween;
  // Of the output's next byte.
  int64_t line_ = 1;
  int64_t column_ = 1;
  // Of the token's first byte, and how many bytes of it are equal.
  int64_t token_column_ = 1;
  size_t token_bytes_ = 0;
  // The beginnings of the present tokens; in the end the excerpts.
  std::string expected_;
  std::string found_;
  bool found_is_space_ = false;
  std::optional<Difference> difference_;
};

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_VALIDATE_DEFAULT_VALIDATOR_H_
