#ifndef ASSAY_JUDGE_BASE_PRINTABLE_H_
#define ASSAY_JUDGE_BASE_PRINTABLE_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace assay::judge {

// `data` as text that is valid UTF-8 and safe on a terminal and in a log: bytes that are not UTF-8,
// control characters (C0 without \n and \t, DEL, C1) and the characters that reorder text (Unicode
// bidi controls) appear as \xNN, byte by byte. A carriage return before \n is dropped.
std::string MakePrintable(absl::string_view data);

// The same on one line: \n and \t appear as \xNN too.
std::string MakePrintableLine(absl::string_view data);

// `data` up to `limit_bytes`, never cutting a UTF-8 sequence in two.
absl::string_view Truncate(absl::string_view data, size_t limit_bytes);

}  // namespace assay::judge

#endif  // ASSAY_JUDGE_BASE_PRINTABLE_H_
